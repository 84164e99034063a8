package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"docket/internal/config"
)

// buildID names this build by the content of its binary: pages that another
// build has cached may look different.
func buildID() (id string, err error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding the binary: %w", err)
	}
	f, err := os.Open(path) // #nosec G304 -- our own binary
	if err != nil {
		return "", fmt.Errorf("reading the binary: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("reading the binary: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// versionText is the version that the binary was built from.
func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	revision, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = " modified"
		}
	}
	return version + revision + modified
}

type versionCommand struct{}

func (versionCommand) Run(_ context.Context, c *command, _ config.Config) error {
	_, err := fmt.Fprintf(c.out, "docket %s %s\n", versionText(), runtime.Version())
	return err
}
