package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lichang/lexicon"
	"lichang/pipeline"
	"lichang/pipeline/measure"
	"lichang/pipeline/suggest"
)

// suggestFlags are the flags of suggest, as parsed.
type suggestFlags struct {
	lexicon, cacheDir, format, target, half *string
	gold, unlabelled                        *[]string
	workers, top, least                     *int
	reading                                 readingFlags
}

// How often a word must stand in texts where nobody says: chance is less of a
// danger where every text has its label.
const (
	leastLabelled   = 3
	leastUnlabelled = 10
)

func (s *session) suggestCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "suggest --gold FILE... | --unlabelled FILE...",
		Short: "Find words that a lexicon lacks, from labelled or unlabelled texts",
		Long: `Suggest counts the words of texts that the lexicon says nothing of and ranks those
that stand on one side: of labelled texts (--gold, what eval reads, corrections
too) the words that texts in favor have more often than texts against, or the
other way round; of others (--unlabelled, what run reads) those that stand in
sentences with good or bad words of the lexicon, or are joined to them by 又 … 又 or
parted from them by 但. Words that the segmenter does not know are among them,
where their parts belong together and what stands beside them is free. Those that
are used as the lexicon's words are (adjectives, what 很 stands before) come first.

For each it shows the score in deviations (how surely) and bits (how far), how
often it stands where, three contexts, and the line of terms/*.tsv that it
proposes. The line says only that the word judges whatever is spoken of: who does
what to whom is for you to say. Nothing is edited, and what refused.tsv lists is
not suggested again. Files are read twice, so that standard input cannot be one.`,
		Example: `  lichang suggest --unlabelled comments.txt.zst
  lichang suggest --gold labels.jsonl corrections.jsonl --target kol
  lichang suggest --unlabelled 'archive/**/*.jsonl' --format tsv > candidates.tsv`,
		Args: cobra.ArbitraryArgs,
	}
	var f suggestFlags
	f.lexicon = lexiconFlag(cmd)
	f.cacheDir = cacheFlag(cmd)
	f.gold = cmd.Flags().StringArray("gold", nil, "take the labelled texts of `FILE` and of the arguments")
	f.unlabelled = cmd.Flags().StringArray("unlabelled", nil, "take the texts of `FILE` and of the arguments")
	f.target = cmd.Flags().String("target", "", "of gold, take the labels toward the target `ID`; of other texts, those that name it")
	f.half = choiceFlag(cmd, "half", "", "of gold, take only the half of the rows whose hash is even (learn) or odd (measure)", "learn", "measure")
	f.top = cmd.Flags().Int("top", 50, "suggest `N` words at most")
	f.least = cmd.Flags().Int("min-count", 0, fmt.Sprintf("take words that stand `N` times or more (default %d, of gold %d)", leastUnlabelled, leastLabelled))
	f.format = choiceFlag(cmd, "format", "text", "how the words are written; tsv is a table of terms", "text", "tsv", "json")
	f.workers = workersFlag(cmd)
	f.reading = newReadingFlags(cmd, "", "format of --unlabelled (default by the names)", true)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return s.suggest(cmd, &f, args) }
	return cmd
}

func (s *session) suggest(cmd *cobra.Command, f *suggestFlags, args []string) error {
	labelled := len(*f.gold) > 0
	files := slices.Concat(*f.gold, *f.unlabelled, args)
	switch {
	case labelled == (len(*f.unlabelled) > 0):
		return usagef(cmd, "give either --gold or --unlabelled")
	case *f.top < 1:
		return usagef(cmd, "--top %d: want at least 1", *f.top)
	case cmd.Flags().Changed("min-count") && *f.least < 1:
		return usagef(cmd, "--min-count %d: want at least 1", *f.least)
	case *f.half != "" && !labelled:
		return usagef(cmd, "--half is for --gold")
	}
	if err := checkWorkers(cmd, *f.workers); err != nil {
		return err
	}
	rd, err := f.reading.reading(cmd)
	if err != nil {
		return err
	}
	checked, err := s.checkLexicon(cmd, *f.lexicon)
	if err != nil {
		return err
	}
	lex := checked.Lexicon
	ids := targetIDs(lex)
	if *f.target != "" && !slices.Contains(ids, *f.target) {
		return usagef(cmd, "--target %s: the lexicon has %s", *f.target, strings.Join(ids, ", "))
	}
	cfg := pipeline.SuggestConfig{
		Workers: *f.workers, Refused: checked.Refused, Target: *f.target, Labelled: labelled,
		Least: *f.least, Top: *f.top, Progress: new(pipeline.Progress),
	}
	if cfg.Least == 0 {
		cfg.Least = leastUnlabelled
		if labelled {
			cfg.Least = leastLabelled
		}
	}
	var sets []*measure.Set
	if labelled {
		half, err := measure.ParseHalf(*f.half)
		if err != nil {
			return usagef(cmd, "--half: %w", err)
		}
		if sets, err = readGold(files, ids, half); err != nil {
			return err
		}
	} else {
		if slices.Contains(files, pipeline.Stdin) {
			return usagef(cmd, "texts are read twice, which standard input cannot be: give a file")
		}
		if files, err = s.inputFiles(cmd, files, rd.Format, "", "text"); err != nil {
			return err
		}
	}
	if cfg.Analyzer, err = pipeline.Open(lex, *f.cacheDir); err != nil {
		return err
	}
	finder, err := pipeline.NewSuggester(cfg)
	if err != nil {
		return err
	}
	stop := func() {}
	if p := cfg.Progress; terminalWidth(s.Stderr) > 0 {
		total, _ := pipeline.InputSize(files)
		stop = s.watch(cmd.Context(), s.logger("text"), true, func() counters {
			return counters{bytes: p.BytesRead.Load(), total: 2 * total, in: p.RowsIn.Load(), out: p.RowsOut.Load(), rejected: p.Rejected.Load()}
		})
	}
	var found *suggest.Suggestions
	if labelled {
		found, err = finder.Gold(cmd.Context(), sets)
	} else {
		found, err = finder.Inputs(cmd.Context(), files, rd)
	}
	stop()
	if err != nil {
		return err
	}
	if err := s.tellLeftOut(finder.NoDocuments()); err != nil {
		return err
	}
	switch *f.format {
	case "tsv":
		return suggestTSV(s.Stdout, found)
	case "json":
		return suggestJSON(s.Stdout, lex, found)
	}
	return s.suggestText(lex, found)
}

// suggestTSV writes a table of terms, with the contexts as remarks.
func suggestTSV(w io.Writer, found *suggest.Suggestions) error {
	var b strings.Builder
	b.WriteString(strings.Join(suggest.Columns(), "\t") + "\n")
	for i := range found.Found {
		x := &found.Found[i]
		for _, c := range x.Contexts {
			b.WriteString("# " + contextText(c) + "\n")
		}
		b.WriteString(x.Line() + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// contextText is a context in one line.
func contextText(c suggest.Context) string {
	return fmt.Sprintf("%s[%s]%s  %s:%d", strings.TrimLeft(c.Before, " "), c.Word, strings.TrimRight(c.After, " "), c.File, c.Row)
}

// suggestionsJSON is the shape of suggest --format json.
type suggestionsJSON struct {
	Lexicon    judgedByJSON     `json:"lexicon"`
	Texts      int64            `json:"texts"`
	Candidates int              `json:"candidates"`
	Words      []suggestionJSON `json:"words"`
}

type suggestionJSON struct {
	Rank        int           `json:"rank"`
	Term        string        `json:"term"`
	Kind        string        `json:"kind"`
	Tag         string        `json:"tag"`
	Score       float64       `json:"score"`
	Orientation float64       `json:"orientation"`
	Count       int64         `json:"count"`
	Texts       int64         `json:"texts"`
	Good        int64         `json:"good"`
	Bad         int64         `json:"bad"`
	Graded      int64         `json:"graded"`
	Odds        float64       `json:"odds"`
	JoinedGood  int64         `json:"joined_good"`
	JoinedBad   int64         `json:"joined_bad"`
	Cohesion    float64       `json:"cohesion"`
	Freedom     float64       `json:"freedom"`
	Line        string        `json:"line"`
	Contexts    []contextJSON `json:"contexts"`
}

type contextJSON struct {
	Before string `json:"before"`
	Word   string `json:"word"`
	After  string `json:"after"`
	File   string `json:"file"`
	Row    int64  `json:"row"`
}

func suggestJSON(w io.Writer, lex *lexicon.Lexicon, found *suggest.Suggestions) error {
	out := suggestionsJSON{
		Lexicon: judgedByJSON{lex.Name, lex.Version, lex.Hash}, Texts: found.Texts, Candidates: found.Candidates,
		Words: []suggestionJSON{},
	}
	for i := range found.Found {
		x := &found.Found[i]
		s := suggestionJSON{
			Rank: x.Rank, Term: x.Term, Kind: x.Kind, Tag: x.Tag, Score: x.Score, Orientation: x.Orientation,
			Count: x.Count, Texts: x.Texts, Good: x.Good, Bad: x.Bad, Graded: x.Graded, Odds: x.Odds, JoinedGood: x.With, JoinedBad: x.Against,
			Cohesion: x.Cohesion, Freedom: x.Freedom, Line: x.Line(), Contexts: []contextJSON{},
		}
		for _, c := range x.Contexts {
			s.Contexts = append(s.Contexts, contextJSON(c))
		}
		out.Words = append(out.Words, s)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func (s *session) suggestText(lex *lexicon.Lexicon, found *suggest.Suggestions) error {
	t := table{right: map[int]bool{0: true, 3: true, 4: true, 5: true, 6: true, 7: true}}
	t.row("", "word", "kind", "score", "bits", "times", "good", "bad", "proposed")
	for i := range found.Found {
		x := &found.Found[i]
		t.row(fmt.Sprint(x.Rank), x.Term, x.Kind, fmt.Sprintf("%+.1f", x.Score), fmt.Sprintf("%+.1f", x.Orientation),
			thousands(x.Count), thousands(x.Good), thousands(x.Bad), strings.Join(strings.Fields(x.Class+" "+x.POS+" "+fmt.Sprint(x.Strength)), " "))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s that %s %s lacks, of %s in %s\n", plural(len(found.Found), "word"), lex.Name, lex.Version,
		plural(found.Candidates, "candidate"), plural(int(found.Texts), "text"))
	if len(found.Found) > 0 {
		widths := t.widths()
		under := strings.Repeat(" ", len(tableIndent)+widths[0]+len(tableGap))
		for i, r := range t.rows {
			b.WriteString(t.line(r, widths))
			if i == 0 {
				continue
			}
			for _, c := range found.Found[i-1].Contexts {
				b.WriteString(under + contextText(c) + "\n")
			}
		}
	}
	_, err := io.WriteString(s.Stdout, b.String())
	return err
}
