package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"docket/internal/docket"
)

// A stored value, numbers big-endian:
//
//	 0  CRC-32C of everything after it
//	 4  format
//	 8  length of the user's id, 2 bytes
//	10  length of the view's key, 2 bytes
//	12  length of the version, 2 bytes
//	14  user's id, view's key, version, body
const (
	format     = "DKT\x01" // the last byte is raised with every change of the layout
	headerSize = 14
	maxLabel   = 1 << 10 // bytes in a user's id, view's key or version; real ones are far shorter
)

var (
	errChecksum = errors.New("the value is damaged")
	errFormat   = errors.New("the value has another format")
	errForeign  = errors.New("the value belongs to another user or view")
)

// header is a stored value taken apart. Its slices share the value's memory.
type header struct {
	user, view, version, body []byte
}

// matches reports whether the value was stored for this user and view.
func (h header) matches(user docket.ID, view string) bool {
	return string(h.user) == string(user) && string(h.view) == view
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

func encode(user docket.ID, view, version string, body []byte) ([]byte, error) {
	if len(body) > MaxBody {
		return nil, fmt.Errorf("a body of %d bytes is over the limit of %d", len(body), MaxBody)
	}
	labels := [...]string{string(user), view, version}
	size := headerSize + len(body)
	for _, l := range labels {
		if len(l) > maxLabel {
			return nil, fmt.Errorf("a label of %d bytes is over the limit of %d", len(l), maxLabel)
		}
		size += len(l)
	}
	value := make([]byte, 4, size)
	value = append(value, format...)
	for _, l := range labels {
		value = binary.BigEndian.AppendUint16(value, uint16(len(l))) // #nosec G115 -- at most maxLabel
	}
	for _, l := range labels {
		value = append(value, l...)
	}
	value = append(value, body...)
	binary.BigEndian.PutUint32(value, checksum(value[4:]))
	return value, nil
}

// decode takes a value apart. It copies nothing.
func decode(value []byte) (header, error) {
	if len(value) < headerSize || string(value[4:8]) != format {
		return header{}, errFormat
	}
	if binary.BigEndian.Uint32(value) != checksum(value[4:]) {
		return header{}, errChecksum
	}
	user := int(binary.BigEndian.Uint16(value[8:]))
	view := int(binary.BigEndian.Uint16(value[10:]))
	version := int(binary.BigEndian.Uint16(value[12:]))
	rest := value[headerSize:]
	if body := len(rest) - user - view - version; body < 0 || body > MaxBody {
		return header{}, errFormat
	}
	return header{
		user:    rest[:user],
		view:    rest[user : user+view],
		version: rest[user+view : user+view+version],
		body:    rest[user+view+version:],
	}, nil
}
