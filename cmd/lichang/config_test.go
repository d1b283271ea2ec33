package main

import (
	"regexp"
	"strings"
	"testing"
)

// Whatever a configuration holds, it is read or each mistake in it has a place.
func FuzzReadConfig(f *testing.F) {
	for _, seed := range []string{
		"inputs: [a, b]\nout: nights\n", "out: !!str x\n", "a: &a [*a]\n", "out: |\n  x\n", "- out\n", "out: {a: 1}\n",
		"out: x\n---\nout: y\n", "\ufeffkeep: 0x10\n", "keep: ~\n", "? out\n: x\n", "out: \"\\u0000\"\n", "1: 2\n", "inputs: [[a]]\n", "<<: {}\n",
	} {
		f.Add(seed)
	}
	place := regexp.MustCompile(`^f\.yaml(:\d+:\d+)?: `)
	f.Fuzz(func(t *testing.T, content string) {
		settings, err := readConfig("f.yaml", []byte(content))
		if err != nil {
			if !place.MatchString(err.Error()) {
				t.Errorf("no place: %v", err)
			}
			return
		}
		for _, s := range settings {
			if !strings.HasPrefix(s.at, "f.yaml") {
				t.Errorf("%s stands nowhere: %q", s.key, s.at)
			}
		}
	})
}
