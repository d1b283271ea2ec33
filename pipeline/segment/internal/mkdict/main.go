// Command mkdict writes the dictionaries that package segment carries, from
// those of the gojieba module that go.mod requires:
//
//	mkdict DIR
//
// DIR must hold our own idf.utf8 and stop_words.utf8. The result depends on
// the module's files and the compressor's version alone.
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mkdict DIR")
		os.Exit(2)
	}
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "mkdict:", err)
		os.Exit(1)
	}
}

func generate(dir string) error {
	module, err := moduleDir("github.com/yanyiwu/gojieba")
	if err != nil {
		return err
	}
	cppjieba := filepath.Join(module, "deps", "cppjieba")
	// One encoder at a time, so that block borders cannot depend on timing.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	defer enc.Close()

	var sums bytes.Buffer
	sum := func(name string, content []byte) { fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), name) }

	licence, err := licences(filepath.Join(module, "LICENSE"), filepath.Join(cppjieba, "LICENSE"))
	if err != nil {
		return err
	}
	sum("LICENSE", licence)
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), licence, 0o644); err != nil {
		return err
	}
	for _, name := range []string{"hmm_model.utf8", "jieba.dict.utf8"} {
		content, err := os.ReadFile(filepath.Join(cppjieba, "dict", name))
		if err != nil {
			return err
		}
		sum(name, content)
		if err := os.WriteFile(filepath.Join(dir, name+".zst"), enc.EncodeAll(content, nil), 0o644); err != nil {
			return err
		}
	}
	for _, name := range []string{"idf.utf8", "stop_words.utf8"} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		sum(name, content)
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), sums.Bytes(), 0o644)
}

func moduleDir(path string) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path).Output()
	if err != nil {
		return "", fmt.Errorf("go list -m %s: %w", path, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// licences joins the two texts, each under the name of its project.
func licences(gojieba, cppjieba string) ([]byte, error) {
	a, err := os.ReadFile(gojieba)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(cppjieba)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "The dictionaries beside this file come from cppjieba, as gojieba ships it.\n\n==== gojieba ====\n\n%s\n==== cppjieba ====\n\n%s", a, b), nil
}
