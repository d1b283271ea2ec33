package output

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Others rely on these names and their order.
func TestColumnsInOrder(t *testing.T) {
	want := strings.Fields(`id dup_group source title text url published_at input_file input_row status sentiment_score sentiment_label
		brand_label brand_score brand_favor brand_against brand_basis brand_mentions
		blogger_label blogger_score blogger_favor blogger_against blogger_basis blogger_mentions
		target target_label target_score target_favor target_against target_basis target_mentions
		evidence extra`)
	s := sampleSchema(t)
	if !slices.Equal(s.Names(), want) {
		t.Errorf("names %v", s.Names())
	}
	types := map[string]string{"id": "string", "published_at": "timestamp[ms, UTC]", "input_row": "int64", "brand_score": "float64",
		"brand_mentions": "int32", "evidence": "list<struct>", "rules": "list<string>", "spans": "list<struct>", "polarity": "int32"}
	columns := s.Columns()
	for _, c := range append(slices.Clone(columns), columns[len(columns)-2].Fields...) {
		if c.Description == "" {
			t.Errorf("%s has no description", c.Name)
		}
		if typ, ok := types[c.Name]; ok && c.Type != typ {
			t.Errorf("%s has type %s", c.Name, c.Type)
		}
		nullable := c.Name == "dup_group" || c.Name == "published_at" || c.Name == "extra" || c.Name == "target" && c.Nullable || strings.HasPrefix(c.Name, "target_")
		if c.Nullable != nullable {
			t.Errorf("%s: nullable is %v", c.Name, c.Nullable)
		}
	}
	for _, c := range SourceColumns() {
		if c.Description == "" {
			t.Errorf("%s has no description", c.Name)
		}
	}
}

func TestTargetsMustMakeColumnNames(t *testing.T) {
	for _, ids := range [][]string{{""}, {"Brand"}, {"小米"}, {"a b"}, {"1a"}, {"a", "a"}, {"target"}, {"sentiment"}, {"a-b"}} {
		if _, err := NewSchema(ids); err == nil {
			t.Errorf("%q were taken", ids)
		}
	}
	if _, err := NewSchema(nil); err != nil {
		t.Error(err)
	}
}

// A decision's columns are compared and copied as one value, so each of its
// fields but the id must be a column.
func TestEveryFieldOfADecisionIsAColumn(t *testing.T) {
	s := sampleSchema(t)
	if got, want := len(s.groups[1].columns), reflect.TypeFor[Decision]().NumField()-1; got != want {
		t.Errorf("%d columns for %d fields", got, want)
	}
}

func TestSchemaTexts(t *testing.T) {
	s := sampleSchema(t)
	var text, md, js strings.Builder
	must(t, s.WriteText(&text))
	must(t, s.WriteMarkdown(&md))
	must(t, s.WriteJSON(&js))
	for _, want := range []string{"  id  ", "  evidence.spans.start  ", "  published_at  ", "timestamp[ms, UTC], null", "  top_terms.term  "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	if !strings.Contains(md.String(), "| `evidence.rules` | list\\<string> | ") {
		t.Error(md.String())
	}
	var got struct{ Snippets, Sources []ColumnInfo }
	must(t, json.Unmarshal([]byte(js.String()), &got))
	if !reflect.DeepEqual(got.Snippets, s.Columns()) || !reflect.DeepEqual(got.Sources, SourceColumns()) {
		t.Error(js.String())
	}
}
