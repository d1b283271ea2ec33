package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/lexicon/stance"
	"lichang/pipeline"
)

// maxExplained is the most that explain reads from standard input, in bytes.
const maxExplained = 1 << 20

func (s *session) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain TEXT",
		Short: "Show why a text gets its labels",
		Long: `Explain judges one text ("-" reads it from standard input) and shows all that
led to its labels. Below the text ~~~ marks who is mentioned, +++ and --- the
words that speak for and against somebody, by the numbers of the evidence.
Favor and against are each 1 - (1-w)(1-w).. over the weights of the evidence;
the score is their difference, and the label a threshold on it.

With --compare the text is judged by another lexicon too, mostly an older
version: "!" marks the words and mentions that only one of them finds or that
they weigh otherwise, - and + (or < and > where both stand side by side, on
terminals of 110 columns and more) what only the old or the new one says.`,
		Example: `  lichang explain '该博主长期抹黑小米用户'
  lichang explain --title '如何看待该博主道歉' '晚了，早干嘛去了'
  lichang explain --about xiaomi --json '公关太差了' | jq .trace
  lichang explain --lexicon ./my-lexicon --compare xiaomi-kol '该博主又在蹭热度'
  lichang explain - < comment.txt`,
		Args: usageArgs(cobra.ExactArgs(1), "one text (quote it, or give - to read it from standard input)"),
	}
	name := lexiconFlag(cmd)
	cache := cacheFlag(cmd)
	title := cmd.Flags().String("title", "", "the text's title")
	target := cmd.Flags().String("target", "", "a `NAME` to judge beside the lexicon's targets")
	about := cmd.Flags().String("about", "", "the `TARGET` that a comment without subject is about")
	compare := cmd.Flags().String("compare", "", "judge by the lexicon `OLD` too, named as for --lexicon, and show what differs")
	complete(cmd, "compare", lexicon.Names())
	asJSON := cmd.Flags().Bool("json", false, "write the row and the stages' work as JSON")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		text := args[0]
		if text == pipeline.Stdin {
			var err error
			if text, err = s.readText(); err != nil {
				return err
			}
		}
		doc := pipeline.NewDocument(*title, text)
		doc.Target, doc.About = *target, *about
		if doc.Rejected() {
			return usagef(cmd, "there is no text to explain")
		}
		if *compare != "" {
			return s.explainBoth(cmd, *compare, *name, *cache, &doc, *asJSON)
		}
		analyzer, err := s.openAnalyzer(cmd, *name, *cache)
		if err != nil {
			return err
		}
		if err := checkAbout(cmd, analyzer, &doc); err != nil {
			return err
		}
		x, err := explain(analyzer, &doc, nil)
		if err != nil {
			return err
		}
		if *asJSON {
			return x.writeJSON(s.Stdout, analyzer)
		}
		return x.print(s.Stdout, terminalWidth(s.Stdout), palette{s.colored(s.Stdout)})
	}
	return cmd
}

// checkAbout refuses what a text cannot be about.
func checkAbout(cmd *cobra.Command, a *pipeline.Analyzer, doc *pipeline.Document) error {
	if a.KnowsAbout(doc) {
		return nil
	}
	return usagef(cmd, "--about %q is neither a target of the lexicon %s nor --target%s", doc.About, a.Lexicon().Name,
		didYouMean(nearest(doc.About, targetIDs(a.Lexicon()))...))
}

// readText reads the whole of standard input, its last line break apart.
func (s *session) readText() (string, error) {
	content, err := io.ReadAll(io.LimitReader(s.Stdin, maxExplained+1))
	if err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	if len(content) > maxExplained {
		return "", fmt.Errorf("standard input holds more than %d bytes; score reads texts of any length", maxExplained)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

// explain judges one document without some rules and keeps the stages' work.
func explain(analyzer *pipeline.Analyzer, doc *pipeline.Document, without []string) (explanation, error) {
	var scratch pipeline.Scratch
	results, err := analyzer.Analyze([]pipeline.Document{*doc}, pipeline.AnalyzeOptions{Trace: true, Without: without}, &scratch)
	if err != nil {
		return explanation{}, err
	}
	r := &results[0]
	row, err := analyzer.Row(doc, r)
	if err != nil {
		return explanation{}, err
	}
	return explanation{row: row, view: r.View, trace: r.Judgement.Trace, weights: analyzer.Lexicon().Weights}, nil
}

// explainJSON is the shape of explain --json. Offsets of the row point into its
// title or text, those of the trace into view; both count code points.
type explainJSON struct {
	Row   json.RawMessage `json:"row"` // as score writes it
	View  string          `json:"view"`
	Trace traceJSON       `json:"trace"`
}

type traceJSON struct {
	Voices   []spanJSON  `json:"voices"`
	Clauses  []spanJSON  `json:"clauses"`
	Mentions []spanJSON  `json:"mentions"`
	Frames   []frameJSON `json:"frames"`
}

type spanJSON struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Text   string `json:"text"`
	Name   string `json:"name"`
	Detail string `json:"detail,omitempty"`
}

type frameJSON struct {
	Start     int            `json:"start"`
	End       int            `json:"end"`
	Text      string         `json:"text"`
	Class     string         `json:"class"`
	Roles     []spanJSON     `json:"roles"`
	Rules     []string       `json:"rules"`
	Attitudes []attitudeJSON `json:"attitudes"`
}

type attitudeJSON struct {
	Target     string   `json:"target"`
	Holder     string   `json:"holder"`
	Polarity   int      `json:"polarity"`
	Weight     float64  `json:"weight"`
	Confidence float64  `json:"confidence"`
	Rules      []string `json:"rules"`
}

func (x explanation) writeJSON(w io.Writer, analyzer *pipeline.Analyzer) error {
	shown, err := x.json(analyzer)
	if err != nil {
		return err
	}
	return writeJSON(w, shown)
}

func (x explanation) json(analyzer *pipeline.Analyzer) (explainJSON, error) {
	schema, err := analyzer.Schema()
	if err != nil {
		return explainJSON{}, err
	}
	fields, err := schema.Fields()
	if err != nil {
		return explainJSON{}, err
	}
	row, err := fields.AppendJSON(nil, &x.row)
	if err != nil {
		return explainJSON{}, err
	}
	return explainJSON{Row: row, View: string(x.view.Runes), Trace: x.traceJSON()}, nil
}

func (x explanation) traceJSON() traceJSON {
	t := traceJSON{
		Voices: x.spansJSON(x.trace.Voices), Clauses: x.spansJSON(x.trace.Clauses),
		Mentions: x.spansJSON(x.trace.Mentions), Frames: []frameJSON{},
	}
	for _, f := range x.trace.Frames {
		frame := frameJSON{
			Start: f.Start, End: f.End, Text: x.slice(f.Start, f.End), Class: f.Class,
			Roles: []spanJSON{}, Rules: append([]string{}, f.Rules...), Attitudes: []attitudeJSON{},
		}
		for _, r := range f.Roles {
			frame.Roles = append(frame.Roles, spanJSON{r.Start, r.End, x.slice(r.Start, r.End), r.Role, ""})
		}
		for _, a := range f.Attitudes {
			frame.Attitudes = append(frame.Attitudes, attitudeJSON{a.Target, a.Holder, a.Polarity, a.Weight, a.Confidence, append([]string{}, a.Rules...)})
		}
		t.Frames = append(t.Frames, frame)
	}
	return t
}

func (x explanation) spansJSON(spans []stance.TraceSpan) []spanJSON {
	out := []spanJSON{}
	for _, s := range spans {
		out = append(out, spanJSON{s.Start, s.End, x.slice(s.Start, s.End), s.Name, s.Detail})
	}
	return out
}

// slice returns a stretch of the view.
func (x explanation) slice(start, end int) string {
	if start < 0 || end > len(x.view.Runes) || start > end {
		return ""
	}
	return string(x.view.Runes[start:end])
}
