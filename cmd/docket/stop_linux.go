package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// noSYN is a socket filter that drops the segments that open a connection: those
// with the flag SYN (2) in byte 13 of the TCP header (RFC 9293, section 3.1).
var noSYN = [...]unix.SockFilter{
	{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: 13},
	{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: 2, Jf: 1},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0},
	{Code: unix.BPF_RET | unix.BPF_K, K: 1<<32 - 1},
}

// refuse has a listener take no new connections, and keep those that wait to be
// accepted: to close it is to reset them with what they have sent. A client whose
// SYN is dropped repeats it after a second, and is refused once the listener is
// closed.
func refuse(l net.Listener) error {
	conn, ok := l.(syscall.Conn)
	if !ok {
		return fmt.Errorf("a %T takes no filter", l)
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return fmt.Errorf("reaching the listener: %w", err)
	}
	filter, set := noSYN, error(nil)
	err = raw.Control(func(fd uintptr) {
		set = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]})
	})
	return errors.Join(err, set)
}
