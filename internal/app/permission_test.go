package app_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"docket/db"
	"docket/internal/app"
	"docket/internal/docket"
)

// things are what one look at the permissions needs, new each time.
type things struct {
	list, archived, deleted docket.List
	task, done, trashed     docket.Task
	undo                    docket.ID // a change that the owner made
}

// things makes them in one transaction, as there are many of them.
func (h *house) things(owner, editor, viewer docket.User) (th things) {
	h.t.Helper()
	id := func() docket.ID {
		id, err := houseID()
		h.check(err)
		return id
	}
	h.check(h.db.Write(h.t.Context(), func(tx *db.Tx) error {
		tx.Change(docket.Change{Name: "things"})
		for _, l := range []*docket.List{&th.list, &th.archived, &th.deleted} {
			*l = docket.List{ID: id(), Name: "List", Color: docket.DefaultColor}
			if err := errors.Join(tx.AddList(*l, h.tick()), tx.AddMember(l.ID, owner.ID, docket.RoleOwner),
				tx.AddMember(l.ID, editor.ID, docket.RoleEditor), tx.AddMember(l.ID, viewer.ID, docket.RoleViewer)); err != nil {
				return err
			}
		}
		th.archived.ArchivedAt, th.deleted.DeletedAt = h.tick(), h.tick()
		ranks := []docket.Rank{"V", "k", "l"}
		for i, task := range []*docket.Task{&th.task, &th.done, &th.trashed} {
			*task = docket.Task{ID: id(), ListID: th.list.ID, Title: "task", Notes: "- [ ] a", Rank: ranks[i], CreatedAt: h.tick()}
			if err := tx.AddTask(*task, owner.ID); err != nil {
				return err
			}
		}
		th.done.CompletedAt, th.trashed.DeletedAt, th.undo = h.tick(), h.tick(), id()
		done := docket.Entry{ID: th.undo, Group: th.undo, UserID: owner.ID, Action: docket.ActionComplete, Entity: docket.EntityTask, Target: th.done.ID, MadeAt: h.tick(),
			Fields: (&docket.Task{ListID: th.list.ID}).Diff(&docket.Task{ListID: th.list.ID, CompletedAt: th.done.CompletedAt})}
		return errors.Join(tx.UpdateList(th.archived), tx.UpdateList(th.deleted), tx.UpdateTask(th.done), tx.UpdateTask(th.trashed), tx.AddEntry(done, 2))
	}))
	return th
}

func TestPermissionsOfEveryUseCase(t *testing.T) {
	h := newHouse(t)
	owner, editor, viewer, stranger := h.user("Owner", "UTC"), h.user("Editor", "UTC"), h.user("Viewer", "UTC"), h.user("Stranger", "UTC")
	mine := map[docket.ID]docket.List{} // a list of each one's own, to move from and to
	for _, u := range []docket.User{owner, editor, viewer, stranger} {
		mine[u.ID] = h.list(u, "Mine")
	}
	const ok, no, hidden, bad = docket.Kind(-1), docket.KindForbidden, docket.KindNotFound, docket.KindInvalid
	for _, tc := range []struct {
		name string
		do   func(ctx context.Context, me docket.User, th things) error
		want [4]docket.Kind // owner, editor, viewer, stranger
	}{
		{"see a list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.Page(ctx, me.ID, inList(th.list.ID))
			return err
		}, [4]docket.Kind{ok, ok, ok, hidden}},
		{"see a task", func(ctx context.Context, me docket.User, th things) error {
			_, _, err := h.TaskPage(ctx, me.ID, th.task.ID)
			return err
		}, [4]docket.Kind{ok, ok, ok, hidden}},
		{"read a list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.List(ctx, me, th.list.ID)
			return err
		}, [4]docket.Kind{ok, ok, ok, hidden}},
		{"open a list's settings", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.ListToManage(ctx, me, th.list.ID)
			return err
		}, [4]docket.Kind{ok, no, no, hidden}},
		{"rename a list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.EditList(ctx, me, th.list.ID, app.ListEdit{Name: str("New")})
			return err
		}, [4]docket.Kind{ok, no, no, hidden}},
		{"archive a list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.ArchiveList(ctx, me, th.list.ID)
			return err
		}, [4]docket.Kind{ok, no, no, hidden}},
		{"bring a list back", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.UnarchiveList(ctx, me, th.archived.ID)
			return err
		}, [4]docket.Kind{ok, no, no, hidden}},
		{"delete a list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.DeleteList(ctx, me, th.list.ID)
			return err
		}, [4]docket.Kind{ok, no, no, hidden}},
		{"restore a list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.RestoreList(ctx, me, th.deleted.ID)
			return err
		}, [4]docket.Kind{ok, no, no, hidden}},
		{"move a list in the own sidebar", func(ctx context.Context, me docket.User, th things) error {
			return h.MoveList(ctx, me, th.list.ID, app.ListMove{Before: string(mine[me.ID].ID), After: ""})
		}, [4]docket.Kind{ok, ok, ok, hidden}},
		{"add a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.AddTask(ctx, me, app.NewTask{Title: "new", ListID: string(th.list.ID)})
			return err
		}, [4]docket.Kind{ok, ok, no, bad}},
		{"add a task to a deleted list", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.AddTask(ctx, me, app.NewTask{Title: "new", ListID: string(th.deleted.ID)})
			return err
		}, [4]docket.Kind{bad, bad, bad, bad}},
		{"edit a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.EditTask(ctx, me, th.task.ID, app.TaskEdit{Title: str("New")})
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"check a box of a task's notes", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.CheckNotes(ctx, me, th.task.ID, app.NotesCheck{Line: "1", Checked: "true"})
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"preview a task's notes", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.PreviewNotes(ctx, me, th.task.ID, "*a*")
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"complete a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.CompleteTask(ctx, me, th.task.ID, app.AskSubtasks)
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"reopen a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.ReopenTask(ctx, me, th.done.ID)
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"delete a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.DeleteTask(ctx, me, th.task.ID)
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"restore a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.RestoreTask(ctx, me, th.trashed.ID)
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"reorder a task", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.MoveTask(ctx, me, th.task.ID, app.TaskMove{After: string(th.done.ID)})
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"move a task out", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.MoveTask(ctx, me, th.task.ID, app.TaskMove{ListID: string(mine[me.ID].ID)})
			return err
		}, [4]docket.Kind{ok, ok, no, hidden}},
		{"move a task in", func(ctx context.Context, me docket.User, th things) error {
			task := h.task(me, mine[me.ID].ID, "mine", "")
			_, err := h.MoveTask(ctx, me, task.ID, app.TaskMove{ListID: string(th.list.ID)})
			return err
		}, [4]docket.Kind{ok, ok, no, bad}},
		{"edit a task into the list", func(ctx context.Context, me docket.User, th things) error {
			task := h.task(me, mine[me.ID].ID, "mine", "")
			_, err := h.EditTask(ctx, me, task.ID, app.TaskEdit{ListID: str(string(th.list.ID))})
			return err
		}, [4]docket.Kind{ok, ok, no, bad}},
		{"move a task beside one of another list", func(ctx context.Context, me docket.User, th things) error {
			task := h.task(me, mine[me.ID].ID, "mine", "")
			_, err := h.MoveTask(ctx, me, task.ID, app.TaskMove{Before: string(th.task.ID)})
			return err
		}, [4]docket.Kind{bad, bad, bad, bad}},
		{"undo what the owner did", func(ctx context.Context, me docket.User, th things) error {
			_, err := h.Undo(ctx, me, th.undo)
			return err
		}, [4]docket.Kind{ok, hidden, hidden, hidden}},
	} {
		for i, me := range []docket.User{owner, editor, viewer, stranger} {
			th := h.things(owner, editor, viewer)
			before := h.get(owner, th.task.ID)
			err := tc.do(t.Context(), me, th)
			if tc.want[i] == ok {
				if err != nil {
					t.Errorf("%s may not %s: %v", me.Name, tc.name, err)
				}
				continue
			}
			h.refuses(me.Name+" wants to "+tc.name, err, tc.want[i])
			if after := h.get(owner, th.task.ID); !same(before, after) || after.Version != before.Version {
				t.Errorf("%s, who may not %s, changed %v", me.Name, tc.name, before.Diff(&after))
			}
		}
	}
}

// What a stranger sends costs no rendering: there is nothing here to render with.
func TestPermissionComesBeforeRendering(t *testing.T) {
	u := newUndoHouse(t)
	ctx, eve := t.Context(), u.user("Eve", "UTC")
	done, err := u.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{Notes: str("*b*")})
	u.check(err)
	back, err := u.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{Notes: str("*c*")})
	u.check(err)
	u.sql(`UPDATE list_members SET role = 'viewer' WHERE user_id = $1 AND list_id = $2`, u.bob.ID, u.l.ID)
	none, err := houseID()
	u.check(err)
	bare := app.New(app.Parts{DB: u.db, Now: u.tick, NewID: houseID})
	for _, id := range []docket.ID{u.a.ID, none} {
		_, err = bare.EditTask(ctx, eve, id, app.TaskEdit{Notes: str("*c*")})
		u.refuses("a stranger's edit", err, docket.KindNotFound)
	}
	for who, kind := range map[*docket.User]docket.Kind{&eve: docket.KindNotFound, &u.bob: docket.KindForbidden} {
		_, err = bare.PreviewNotes(ctx, *who, u.a.ID, strings.Repeat("n", docket.MaxNotes+1))
		u.refuses("a preview", err, kind)
		_, err = bare.CheckNotes(ctx, *who, u.a.ID, app.NotesCheck{Line: "1", Checked: "true"})
		u.refuses("a tick", err, kind)
	}
	_, err = bare.AddTask(ctx, eve, app.NewTask{Title: "x", Notes: "*c*", ListID: string(u.l.ID)})
	u.refuses("adding to a stranger's list", err, docket.KindInvalid)
	_, err = bare.EditTask(ctx, u.bob, u.a.ID, app.TaskEdit{Notes: str("*c*")})
	u.refuses("a viewer's edit", err, docket.KindForbidden)
	_, err = bare.AddTask(ctx, u.bob, app.NewTask{Title: "x", Notes: "*c*", ListID: string(u.l.ID)})
	u.refuses("adding to a list to look at", err, docket.KindForbidden)
	for _, id := range []docket.ID{done.ID, back.ID} {
		_, err = bare.Undo(ctx, eve, id)
		u.refuses("undoing what another did", err, docket.KindNotFound)
		_, err = bare.Undo(ctx, u.bob, id)
		u.refuses("undoing what one may no longer do", err, docket.KindForbidden)
	}
}

func TestTheInboxStaysAsItIs(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	ana, bob := h.user("Ana", "UTC"), h.user("Bob", "UTC")
	inbox := h.page(ana, viewOf(docket.ViewInbox)).Sidebar.Inbox.ID
	l := h.list(ana, "Home")
	for name, do := range map[string]func(docket.User) error{
		"rename": func(me docket.User) error {
			_, err := h.EditList(ctx, me, inbox, app.ListEdit{Name: str("x")})
			return err
		},
		"archive": func(me docket.User) error { _, err := h.ArchiveList(ctx, me, inbox); return err },
		"delete":  func(me docket.User) error { _, err := h.DeleteList(ctx, me, inbox); return err },
		"move": func(me docket.User) error {
			return h.MoveList(ctx, me, inbox, app.ListMove{Before: string(l.ID), After: ""})
		},
		"manage": func(me docket.User) error { _, err := h.ListToManage(ctx, me, inbox); return err },
	} {
		h.refuses(name, do(ana), docket.KindForbidden)
		h.refuses(name+" by a stranger", do(bob), docket.KindNotFound)
	}
	if p := h.page(ana, inList(inbox)); p.View.Kind != docket.ViewInbox || p.List.ID != inbox {
		t.Errorf("by its id the inbox is %+v", p.View)
	}
}
