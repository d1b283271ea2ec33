package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func scoreLines(t *testing.T, cfg ScoreConfig) []string {
	t.Helper()
	schema, err := cfg.Analyzer.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Fields, err = schema.Fields("id", "text", "status", "input_row", "xiaomi_label"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cfg.Out = &out
	if err := Score(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func TestScoreAnswersEachLine(t *testing.T) {
	in := "{\"id\":\"1\",\"text\":\"好\"}\n\nnot json\n{\"id\":\"4\",\"text\":\"坏\xFF\"}"
	lines := scoreLines(t, ScoreConfig{In: strings.NewReader(in), Reading: Reading{Format: JSONLines}, Analyzer: analyzer(t), Workers: 3})
	want := []string{
		`{"id":"1","text":"好","status":"ok","input_row":1,"xiaomi_label":"NONE"}`,
		`{"id":"","text":"","status":"rejected","input_row":2,"xiaomi_label":"NONE","reason":"blank line"}`,
		`{"id":"","text":"","status":"rejected","input_row":3,"xiaomi_label":"NONE","reason":"not JSON`,
		`{"id":"4","text":"坏` + "\ufffd" + `","status":"repaired","input_row":4,"xiaomi_label":"NONE"}`,
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %d: %s\nwant %s", i+1, lines[i], want[i])
		}
	}
}

func TestScoreKeepsTheOrder(t *testing.T) {
	var in strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&in, "{\"id\":%d,\"text\":\"评论%s\"}\n", i, strings.Repeat("很长", i%37))
	}
	lines := scoreLines(t, ScoreConfig{In: strings.NewReader(in.String()), Reading: Reading{Format: JSONLines}, Analyzer: analyzer(t), Workers: 8})
	if len(lines) != 5000 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, fmt.Sprintf(`{"id":"%d",`, i)) {
			t.Fatalf("line %d: %s", i, line)
		}
	}
}

// What came in whole goes out before more is waited for, half a line or not.
func TestScoreFlushesWhenItsInputPauses(t *testing.T) {
	a := analyzer(t)
	schema, err := a.Schema()
	if err != nil {
		t.Fatal(err)
	}
	fields, err := schema.Fields("text")
	if err != nil {
		t.Fatal(err)
	}
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := Score(t.Context(), ScoreConfig{In: inR, Reading: Reading{Format: PlainText}, Out: outW, Fields: fields, Analyzer: a, Workers: 2})
		outW.Close()
		ended <- err
	}()
	answers := make(chan string)
	go func() {
		buf := make([]byte, 1<<16)
		for {
			n, err := outR.Read(buf)
			if err != nil {
				close(answers)
				return
			}
			answers <- string(buf[:n])
		}
	}()
	for _, step := range []struct{ in, out string }{
		{"a\n", "{\"text\":\"a\"}\n"},
		{"b\nc\nhalf", "{\"text\":\"b\"}\n{\"text\":\"c\"}\n"},
		{" a line\n", "{\"text\":\"half a line\"}\n"},
	} {
		if _, err := io.WriteString(inW, step.in); err != nil {
			t.Fatal(err)
		}
		for got := ""; got != step.out; {
			select {
			case part := <-answers:
				got += part
			case <-time.After(10 * time.Second):
				t.Fatalf("after %q: no more than %q", step.in, got)
			}
		}
	}
	inW.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestScoreTellsAClosedOutput(t *testing.T) {
	a := analyzer(t)
	schema, err := a.Schema()
	if err != nil {
		t.Fatal(err)
	}
	fields, err := schema.Fields("text")
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	r.Close()
	err = Score(t.Context(), ScoreConfig{In: strings.NewReader("好\n"), Reading: Reading{Format: PlainText}, Out: w, Fields: fields, Analyzer: a, Workers: 1})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}
