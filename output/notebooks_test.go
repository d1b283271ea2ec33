package output_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a notebook printed may be somebody's data, and makes every diff a long
// one: it stays out of the tree. The README shows each of them.
func TestNotebooksAreStripped(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("notebooks/*.ipynb")
	if err != nil || len(paths) < 3 {
		t.Fatalf("%d notebooks, %v", len(paths), err)
	}
	for _, path := range paths {
		if !strings.Contains(string(readme), "(output/"+path+")") {
			t.Errorf("the README does not name %s", path)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var book struct {
			Cells []struct {
				ID             string
				CellType       string            `json:"cell_type"`
				ExecutionCount *int              `json:"execution_count"`
				Outputs        []json.RawMessage `json:"outputs"`
			}
		}
		if err := json.Unmarshal(content, &book); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		code := 0
		for _, cell := range book.Cells {
			if cell.CellType == "code" {
				code++
			}
			if cell.ExecutionCount != nil || len(cell.Outputs) > 0 {
				t.Errorf("%s: cell %s has been executed; strip it with jupyter nbconvert --clear-output --inplace", path, cell.ID)
			}
		}
		if code == 0 {
			t.Errorf("%s has no code", path)
		}
	}
	for _, picture := range []string{"notebooks/morning.png", "notebooks/lexicon-compare.png"} {
		if _, err := os.Stat(picture); err != nil || !strings.Contains(string(readme), "(output/"+picture+")") {
			t.Errorf("the README does not show %s: %v", picture, err)
		}
	}
}
