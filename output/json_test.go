package output

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestJSONOfARow(t *testing.T) {
	s := sampleSchema(t)
	all, err := s.Fields()
	must(t, err)
	row := sampleRows()[0]
	got, err := all.AppendJSON([]byte("x"), &row)
	must(t, err)
	want := `x{"id":"甲1","dup_group":"甲0","source":"某论坛/数码","title":"该博主评测某品牌 📱","text":"某品牌的新品 <b>很好</b> & \"稳\"\n👩‍💻","url":"https://example.com/a?b=1&c=2",` +
		`"published_at":"2026-01-07T08:09:10.123Z","input_file":"in/一.jsonl","input_row":7,"status":"repaired","sentiment_score":0.625,"sentiment_label":"POS",` +
		`"brand_label":"FAVOR","brand_score":0.5,"brand_favor":0.75,"brand_against":0.25,"brand_basis":"decided","brand_mentions":3,` +
		`"blogger_label":"AGAINST","blogger_score":-0.125,"blogger_favor":0.0625,"blogger_against":0.1875,"blogger_basis":"decided","blogger_mentions":1,` +
		`"target":"某公司","target_label":"NONE","target_score":0.01,"target_favor":0.02,"target_against":0.01,"target_basis":"mixed","target_mentions":2,` +
		`"evidence":[{"target":"brand","holder":"author","voice":"author","term":"很好","field":"text","start":10,"end":12,"polarity":1,"weight":0.75,"confidence":0.9,` +
		`"rules":["frame","否定"],"spans":[{"role":"topic","field":"text","start":1,"end":3},{"role":"agent","field":"title","start":0,"end":3}]},` +
		`{"target":"","holder":"网友","voice":"quoted","term":"稳","field":"text","start":20,"end":21,"polarity":-1,"weight":0.5,"confidence":1,"rules":[],"spans":[]},` +
		`{"target":"blogger","holder":"author","voice":"reported","term":"评测","field":"title","start":3,"end":5,"polarity":-1,"weight":0.25,"confidence":0.5,"rules":["a"],"spans":[]}],` +
		`"extra":"{\"likes\":3}"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	some, err := s.Fields("brand_score", "id", "published_at", "target_score")
	must(t, err)
	empty := sampleRows()[1]
	empty.Targets[0].Score = negativeZero()
	if got, err := some.AppendJSON(nil, &empty); err != nil || string(got) != `{"brand_score":0,"id":"","published_at":null,"target_score":null}` {
		t.Errorf("got %s, %v", got, err)
	}
	empty.Status, empty.Reason = "rejected", "no text"
	if got, err := some.AppendJSON(nil, &empty); err != nil || !strings.HasSuffix(string(got), `"target_score":null,"reason":"no text"}`) {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := s.Fields("id", "idd"); err == nil || !strings.Contains(err.Error(), `"idd"`) {
		t.Errorf("Fields = %v", err)
	}
	row.Text = "\xff"
	if got, err := all.AppendJSON([]byte("x"), &row); err == nil || string(got) != "x" {
		t.Errorf("bad UTF-8 gave %q, %v", got, err)
	}
}

func negativeZero() float64 { z := 0.0; return -z * 1 }

// The names and their order are the schema's, and what a reader gets is what
// the row holds, whatever the text.
func TestJSONReadsBack(t *testing.T) {
	s := sampleSchema(t)
	fields, err := s.Fields()
	must(t, err)
	rapid.Check(t, func(t *rapid.T) {
		r := drawRow(t)
		r.Text = rapid.String().Draw(t, "any") + "\u2028\u2029\x00\x1f\u007f�"
		line, err := fields.AppendJSON(nil, &r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(string(line), "\n\r\u2028\u2029") {
			t.Fatalf("a line break in %q", line)
		}
		d := json.NewDecoder(strings.NewReader(string(line)))
		var names []string
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
		values := map[string]any{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := d.Decode(&v); err != nil {
				t.Fatalf("%v in %s", err, line)
			}
			names = append(names, key.(string))
			values[key.(string)] = v
		}
		if !slices.Equal(names, s.Names()) {
			t.Fatalf("names %v", names)
		}
		if values["text"] != r.Text || values["brand_score"] != r.Targets[0].Score {
			t.Fatalf("%s of %+v", line, r)
		}
		if r.PublishedAt.IsZero() != (values["published_at"] == nil) {
			t.Fatalf("published_at %v of %v", values["published_at"], r.PublishedAt)
		}
		if at, ok := values["published_at"].(string); ok {
			if p, err := time.Parse(time.RFC3339, at); err != nil || !p.Equal(r.PublishedAt) {
				t.Fatalf("published_at %v, %v of %v", p, err, r.PublishedAt)
			}
		}
		var pieces struct {
			Evidence []struct{ Rules []string }
		}
		if err := json.Unmarshal(line, &pieces); err != nil || len(pieces.Evidence) != len(r.Evidence) {
			t.Fatalf("%v: %s", err, line)
		}
		for i, e := range r.Evidence {
			if len(e.Rules) > 0 && !reflect.DeepEqual(pieces.Evidence[i].Rules, e.Rules) {
				t.Fatalf("rules %v of %v", pieces.Evidence[i].Rules, e.Rules)
			}
		}
	})
}
