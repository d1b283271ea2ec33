package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "lichang"

// room is a folder of the module with what it may know. Its packages are the
// folder's own and those below it that are no room of their own.
type room struct {
	path    string   // below the module's root
	imports []string // the rooms it may import, beside itself
	why     string   // what breaks when it imports another
}

// rooms is the picture of the README, as a list.
func rooms() []room {
	return []room{
		{"lexicon", nil, "what words mean is data: it must load, check and compare without text, segmenter or files of results"},
		{"lexicon/token", nil, "the token is what segmenter and engine agree on: it must need neither"},
		{"lexicon/match", []string{"lexicon", "lexicon/token"}, "finding words needs no knowledge of stance or of the segmenter"},
		{"lexicon/baseline", []string{"lexicon", "lexicon/token", "lexicon/match"}, "what the engine is compared with must have nothing of the engine"},
		{"lexicon/compare", []string{"lexicon"}, "in what two lexicons differ does not depend on any text"},
		{"lexicon/stance", []string{"lexicon", "lexicon/token", "lexicon/match"}, "how meanings compose does not depend on where text came from or where results go"},
		{"lexicon/lexicontest", []string{"lexicon", "lexicon/compare", "pipeline", "pipeline/flip", "pipeline/measure"}, "it is for tests: nothing imports it"},
		{"lexicon/learn", []string{"lexicon", "lexicon/stance"}, "what is learned is data of a lexicon: it must not depend on where the labelled texts came from"},
		{"output", nil, "the shape on disk must be readable and checkable by itself, and must not know how a score is made"},
		{"output/summary", []string{"output"}, "what a dataset says is read from its columns alone, whoever wrote them"},
		{"output/report", []string{"output", "output/summary"}, "a page shows a summary and reads nothing itself"},
		{"pipeline/segment", []string{"lexicon", "lexicon/token"}, "the segmenter cuts words; what they say is no business of its"},
		{"pipeline/measure", []string{"lexicon", "lexicon/stance"}, "how well labels agree does not depend on who gave them"},
		{"pipeline/copies", nil, "what was there before is told by ids and texts alone"},
		{"pipeline/suggest", []string{"lexicon", "lexicon/token", "lexicon/match", "lexicon/baseline"}, "which words a lexicon lacks is told by counts, whoever reads and cuts the texts"},
		{"pipeline/flip", []string{"lexicon", "lexicon/token", "lexicon/match", "lexicon/compare", "lexicon/stance", "pipeline/measure"}, "what another lexicon changes does not depend on where texts come from or how they are cut"},
		{"pipeline", []string{"lexicon", "lexicon/compare", "pipeline/flip", "lexicon/token", "lexicon/match", "lexicon/baseline", "lexicon/stance", "lexicon/learn", "output", "pipeline/segment", "pipeline/measure", "pipeline/copies", "pipeline/suggest"}, "the pipeline is used by commands, never the other way round"},
		{"cmd/lichang", []string{"lexicon", "lexicon/compare", "lexicon/token", "lexicon/match", "lexicon/stance", "lexicon/learn", "output", "output/summary", "output/report", "pipeline", "pipeline/flip", "pipeline/segment", "pipeline/measure", "pipeline/suggest"}, "nothing imports the command"},
	}
}

// guest is a library that only some rooms may import.
type guest struct {
	prefix string // of its import paths
	rooms  []string
	why    string
}

func guests() []guest {
	return []guest{
		{"github.com/yanyiwu/gojieba", []string{"pipeline/segment"}, "its traps (crashes, dirty bytes, dictionary paths) are guarded in one place"},
		{"github.com/apache/arrow/", []string{"output"}, "its traps (swallowed errors, panicking readers) are guarded in one place"},
		{"github.com/cockroachdb/pebble", []string{"pipeline/copies"}, "its traps (failures in the background, folders that are locked) are guarded in one place"},
		{"github.com/schollz/progressbar/", []string{"cmd/lichang"}, "progress is shown by the command alone"},
		{"github.com/spf13/", []string{"cmd/lichang"}, "flags are parsed by the command alone"},
		{"gonum.org/v1/gonum/optimize", []string{"lexicon/learn"}, "judging needs no optimiser: what it found is a table"},
		{"golang.org/x/term", []string{"cmd/lichang"}, "only the command knows whether somebody is looking"},
	}
}

// withoutCgo are the rooms that must build and test without a C++ compiler.
func withoutCgo() []string {
	return []string{"lexicon", "lexicon/token", "lexicon/match", "lexicon/baseline", "lexicon/compare", "lexicon/stance", "lexicon/learn", "output", "output/summary", "output/report", "pipeline/flip", "pipeline/measure", "pipeline/suggest"}
}

// goPackage is what `go list -json` says of a package.
type goPackage struct {
	ImportPath   string
	Standard     bool
	Imports      []string
	TestImports  []string
	XTestImports []string
	CgoFiles     []string
	CXXFiles     []string
	Deps         []string
}

func TestArrowsBetweenRooms(t *testing.T) {
	pkgs := listPackages(t)
	own := 0
	for _, p := range pkgs {
		if roomOf(p.ImportPath) != "" {
			own++
		}
	}
	if own < len(rooms())-1 { // lexicon/match may be folded into another
		t.Fatalf("only %d packages of the module were listed", own)
	}
	for _, v := range violations(pkgs) {
		t.Error(v)
	}
}

// The check itself must see each kind of wrong arrow.
func TestArrowsAreSeen(t *testing.T) {
	cgo := goPackage{ImportPath: "example.com/native", CgoFiles: []string{"x.go"}}
	cases := []struct {
		name string
		pkg  goPackage
		want string
	}{
		{"room", goPackage{ImportPath: "lichang/output", Imports: []string{"lichang/lexicon"}}, "lichang/output imports lichang/lexicon"},
		{"test", goPackage{ImportPath: "lichang/lexicon/stance", TestImports: []string{"lichang/pipeline"}}, "lichang/lexicon/stance imports lichang/pipeline"},
		{"internal", goPackage{ImportPath: "lichang/lexicon/internal/x", XTestImports: []string{"lichang/output"}}, "lichang/lexicon/internal/x imports lichang/output"},
		{"guest", goPackage{ImportPath: "lichang/pipeline", Imports: []string{"github.com/apache/arrow/go/v17/arrow"}}, "lichang/pipeline imports github.com/apache/arrow/go/v17/arrow"},
		{"cgo", goPackage{ImportPath: "lichang/output", Deps: []string{"example.com/native"}}, "lichang/output needs cgo"},
		{"homeless", goPackage{ImportPath: "lichang/util"}, "lichang/util stands in no room"},
	}
	for _, c := range cases {
		got := violations([]goPackage{cgo, c.pkg})
		if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("%s: got %q, want one that begins with %q", c.name, got, c.want)
		}
	}
	fine := goPackage{ImportPath: "lichang/pipeline", Imports: []string{"lichang/output", "fmt"}, Deps: []string{"example.com/native"}}
	if got := violations([]goPackage{cgo, fine}); len(got) != 0 {
		t.Errorf("a right arrow was refused: %q", got)
	}
}

// violations names every arrow that the rooms do not allow, with the reason.
func violations(pkgs []goPackage) []string {
	byPath := map[string]goPackage{}
	for _, p := range pkgs {
		byPath[p.ImportPath] = p
	}
	var found []string
	for _, p := range pkgs {
		if p.ImportPath != module && !strings.HasPrefix(p.ImportPath, module+"/") {
			continue
		}
		r := roomOf(p.ImportPath)
		if r == "" {
			found = append(found, fmt.Sprintf("%s stands in no room; the rooms are listed in rooms()", p.ImportPath))
			continue
		}
		seen := map[string]bool{}
		for _, imports := range [][]string{p.Imports, p.TestImports, p.XTestImports} {
			for _, imp := range imports {
				why := wrongRoom(r, imp)
				if why == "" && slices.Contains(p.Imports, imp) {
					why = uninvited(r, imp) // a test may measure against a library
				}
				if why != "" && !seen[imp] {
					seen[imp] = true
					found = append(found, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imp, why))
				}
			}
		}
		if !slices.Contains(withoutCgo(), r) {
			continue
		}
		for _, dep := range p.Deps {
			if d := byPath[dep]; !d.Standard && len(d.CgoFiles)+len(d.CXXFiles) > 0 {
				found = append(found, fmt.Sprintf("%s needs cgo by way of %s: what words mean and the shape on disk must be testable without a C++ compiler", p.ImportPath, dep))
			}
		}
	}
	return found
}

// uninvited says why a room must not import a library, or "".
func uninvited(from, imp string) string {
	for _, g := range guests() {
		if strings.HasPrefix(imp+"/", strings.TrimSuffix(g.prefix, "/")+"/") && !slices.Contains(g.rooms, from) {
			return g.why
		}
	}
	return ""
}

// wrongRoom says why a room must not import a package of the module, or "".
func wrongRoom(from, imp string) string {
	if imp != module && !strings.HasPrefix(imp, module+"/") {
		return ""
	}
	to := roomOf(imp)
	for _, r := range rooms() {
		if r.path == from && to != from && !slices.Contains(r.imports, to) {
			return r.why
		}
	}
	return ""
}

// roomOf returns the room of a package, the innermost one, or "".
func roomOf(importPath string) string {
	best := ""
	for _, r := range rooms() {
		full := module + "/" + r.path
		if (importPath == full || strings.HasPrefix(importPath, full+"/")) && len(r.path) > len(best) {
			best = r.path
		}
	}
	return best
}

// listPackages asks the go command for the module's packages and all that they
// need. Tests' own imports count as well.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,TestImports,XTestImports,CgoFiles,CXXFiles,Deps", module+"/...")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("go list: %v\n%s", err, exit.Stderr)
	} else if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []goPackage
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		pkgs = append(pkgs, p)
	}
}
