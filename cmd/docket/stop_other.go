//go:build !linux

package main

import "net"

// refuse has a listener take no more connections.
func refuse(l net.Listener) error { return l.Close() }
