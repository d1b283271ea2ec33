package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lichang/lexicon"
	"lichang/lexicon/compare"
	"lichang/lexicon/stance"
	"lichang/lexicon/token"
	"lichang/pipeline/flip"
	"lichang/pipeline/segment"
)

// ownTexts are the documents of the lexicon's own tests, and some that name a
// target of their own or say whom they are about.
func ownTexts(t testing.TB) []Document {
	t.Helper()
	checked, err := lexicon.Check("xiaomi-kol")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := checked.ReadTests(stance.TestVocabulary())
	if err != nil {
		t.Fatal(err)
	}
	var docs []Document
	for i := range tests {
		docs = append(docs, ExampleDocument(&tests[i].Example))
		if tests[i].Twin != nil {
			docs = append(docs, ExampleDocument(tests[i].Twin))
		}
	}
	for i, name := range []string{"华为", "小米", "某品牌", "kol"} {
		d := docs[7*i]
		d.Target = name
		about := docs[7*i+1]
		about.About = name
		docs = append(docs, d, about)
	}
	return docs
}

// editor makes random versions of a lexicon.
type editor struct {
	*rand.Rand
	lex   *lexicon.Lexicon
	found []int // terms that stand in the texts
	texts []Document
}

func pick[T any](e *editor, list []T) *T { return &list[e.IntN(len(list))] }

// copyOf copies all of a lexicon that edits change.
func copyOf(lex *lexicon.Lexicon) *lexicon.Lexicon {
	c := *lex
	c.Terms, c.Cues, c.Constructions = slices.Clone(lex.Terms), slices.Clone(lex.Cues), slices.Clone(lex.Constructions)
	c.Classes, c.Bearings, c.SegmentWords = slices.Clone(lex.Classes), slices.Clone(lex.Bearings), slices.Clone(lex.SegmentWords)
	c.Targets, c.Entities = slices.Clone(lex.Targets), slices.Clone(lex.Entities)
	for i := range c.Targets {
		t := &c.Targets[i]
		t.Names, t.Nouns, t.Pronouns, t.Homonyms = slices.Clone(t.Names), slices.Clone(t.Nouns), slices.Clone(t.Pronouns), slices.Clone(t.Homonyms)
		t.Parts, t.Descriptions, t.Deeds = slices.Clone(t.Parts), slices.Clone(t.Descriptions), slices.Clone(t.Deeds)
	}
	for i := range c.Entities {
		c.Entities[i].Names = slices.Clone(c.Entities[i].Names)
	}
	c.Weights = map[string]float64{}
	for name, v := range lex.Weights {
		c.Weights[name] = v
	}
	return &c
}

// piece is two or three Chinese characters of a text.
func (e *editor) piece() string {
	for {
		text := []rune(pick(e, e.texts).Text)
		n := 2 + e.IntN(2)
		if len(text) < n {
			continue
		}
		at := e.IntN(len(text) - n + 1)
		if p := text[at : at+n]; !slices.ContainsFunc(p, func(r rune) bool { return r < 0x4E00 || r > 0x9FFF }) {
			return string(p)
		}
	}
}

// term changes, removes or adds one.
func (e *editor) term() {
	i := e.found[e.IntN(len(e.found))]
	if e.lex.Terms[i] == nil {
		return // it was taken away
	}
	t := *e.lex.Terms[i]
	switch e.IntN(4) {
	case 0:
		e.lex.Terms[i] = nil
		return
	case 1:
		t.Strength = 0.1 + 0.8*e.Float64()
	case 2:
		t.Class = *pick(e, e.lex.Classes)
		t.POS, t.Strength, t.Effects, t.Neg, t.Content = t.Class.POS, t.Class.Strength, t.Class.Effects, t.Class.Neg, t.Class.Content
	default:
		class := *pick(e, e.lex.Classes)
		text := e.piece()
		if slices.ContainsFunc(e.lex.Terms, func(o *lexicon.Term) bool { return o != nil && o.Text == text && o.Class == class }) {
			return
		}
		e.lex.Terms = append(e.lex.Terms, &lexicon.Term{Text: text, POS: class.POS, Class: class, Strength: class.Strength,
			Effects: class.Effects, Neg: class.Neg, Content: class.Content})
		return
	}
	e.lex.Terms[i] = &t
}

// name changes whom a surface names.
func (e *editor) name() {
	t, x := pick(e, e.lex.Targets), pick(e, e.lex.Entities)
	switch e.IntN(7) {
	case 0:
		t.Names = append(t.Names, e.piece())
	case 1:
		t.Nouns = append(t.Nouns, e.piece())
	case 2:
		if len(t.Nouns) > 0 {
			t.Nouns = t.Nouns[1:]
		}
	case 3:
		if len(x.Names) > 1 {
			t.Names, x.Names = append(t.Names, x.Names[0]), x.Names[1:]
		}
	case 4:
		if len(t.Descriptions) > 0 {
			pick(e, t.Descriptions).Confidence = e.Float64()
		}
	case 5:
		if len(t.Pronouns) > 0 {
			t.Pronouns = t.Pronouns[1:]
		}
	default:
		t.Homonyms = append(t.Homonyms, e.piece())
	}
	slices.Sort(t.Names)
	t.Names = slices.Compact(t.Names)
}

func (e *editor) cue() {
	i := e.IntN(len(e.lex.Cues))
	switch e.IntN(3) {
	case 0:
		e.lex.Cues = slices.Delete(e.lex.Cues, i, i+1)
	case 1:
		e.lex.Cues[i].Value *= 0.5
	default:
		e.lex.Cues = append(e.lex.Cues, lexicon.Cue{Kind: lexicon.CueNegator, Text: e.piece(), Value: -1})
	}
}

// class changes a class, and with it the terms that follow it.
func (e *editor) class() {
	i := e.IntN(len(e.lex.Classes))
	old := e.lex.Classes[i]
	class := *old
	class.Strength *= 0.3 + 0.6*e.Float64()
	if e.IntN(2) == 0 {
		class.Effects = slices.Clone(class.Effects)
		for k := range class.Effects {
			class.Effects[k].Value *= -1
		}
	}
	e.lex.Classes[i] = &class
	follow := func(t *lexicon.Term) *lexicon.Term {
		if t == nil || t.Class != old {
			return t
		}
		x := *t
		x.Class = &class
		if x.Strength == old.Strength {
			x.Strength = class.Strength
		}
		if slices.Equal(x.Effects, old.Effects) {
			x.Effects = class.Effects
		}
		return &x
	}
	for k, t := range e.lex.Terms {
		e.lex.Terms[k] = follow(t)
	}
	for k := range e.lex.Constructions {
		e.lex.Constructions[k].Term = follow(e.lex.Constructions[k].Term)
	}
}

func (e *editor) construction() {
	k := pick(e, e.lex.Constructions)
	t := *k.Term
	t.Strength *= 0.5
	k.Term = &t
}

// anywhere changes what can matter to any text.
func (e *editor) anywhere() {
	switch e.IntN(4) {
	case 0:
		pick(e, e.lex.Targets).FirstPerson = e.Float64()
	case 1:
		names := lexicon.WeightNames()
		e.lex.Weights[pick(e, names).Name] = 0.1 + 0.8*e.Float64()
	case 2:
		b := pick(e, e.lex.Bearings)
		b.Favor = slices.Clone(b.Favor)
		for i := range b.Favor {
			b.Favor[i] += 2*e.Float64() - 1
		}
	default:
		pick(e, e.lex.Targets).Label += "二"
	}
}

// dropTarget takes one target away.
func (e *editor) dropTarget() {
	at := e.IntN(len(e.lex.Targets))
	id := e.lex.Targets[at].ID
	e.lex.Targets = slices.Delete(e.lex.Targets, at, at+1)
	for i := range e.lex.Targets {
		t := &e.lex.Targets[i]
		t.Deeds = slices.DeleteFunc(t.Deeds, func(d lexicon.Deed) bool { return d.Against == id })
	}
	for i := range e.lex.Bearings {
		b := &e.lex.Bearings[i]
		b.Favor, b.Against = slices.Delete(slices.Clone(b.Favor), at, at+1), slices.Delete(slices.Clone(b.Against), at, at+1)
	}
}

// settle puts the lists in the order in which a lexicon holds them.
func (e *editor) settle() {
	e.lex.Terms = slices.DeleteFunc(e.lex.Terms, func(t *lexicon.Term) bool { return t == nil })
	slices.SortStableFunc(e.lex.Terms, lexicon.CompareTerms)
	slices.SortStableFunc(e.lex.Cues, func(a, b lexicon.Cue) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text)) })
	e.lex.Cues = slices.CompactFunc(e.lex.Cues, func(a, b lexicon.Cue) bool { return a.Kind == b.Kind && a.Text == b.Text })
	e.lex.Hash = fmt.Sprint("edited ", e.Uint64())
}

// Whatever is edited: a text that nothing touches is judged alike; with
// everything taken back that touches a text it is judged as by the old lexicon,
// with nothing as by the new one; and every cause is one, and the smallest. All
// is compared with judging by the whole lexicons.
func TestComparingIsJudgingTwice(t *testing.T) {
	base := analyzer(t)
	texts := ownTexts(t)
	var all strings.Builder
	for i := range texts {
		all.WriteString(texts[i].Title + " " + texts[i].Text + "\n")
	}
	var found []int
	for i, term := range base.Lexicon().Terms {
		if strings.Contains(all.String(), term.Text) {
			found = append(found, i)
		}
	}
	type edit struct {
		name string
		run  func(*editor)
		n    int
	}
	local := []edit{{"terms", (*editor).term, 40}, {"names", (*editor).name, 8}, {"cues", (*editor).cue, 4}, {"classes", (*editor).class, 2}, {"constructions", (*editor).construction, 2}}
	rounds := []struct {
		name  string
		edits []edit
		words bool
	}{
		{"terms alone", local[:1], false},
		{"what stands in texts", local, false},
		{"what stands in texts, again", local, false},
		{"what is anywhere", append(local[:3:3], edit{"anywhere", (*editor).anywhere, 4}), false},
		{"a target less", append(local[:2:2], edit{"target", (*editor).dropTarget, 1}), false},
		{"other words", local[:2], true},
	}
	untouched, flips, groups := 0, 0, 0
	for n, round := range rounds {
		t.Run(round.name, func(t *testing.T) {
			e := &editor{Rand: rand.New(rand.NewPCG(uint64(n), 7)), lex: copyOf(base.Lexicon()), found: found, texts: texts}
			for _, x := range round.edits {
				for range x.n {
					x.run(e)
				}
			}
			e.settle()
			if round.words {
				e.lex.SegmentWords = append(e.lex.SegmentWords, lexicon.SegmentWord{Text: "小米用户", Freq: 100000, Tag: "n"}, lexicon.SegmentWord{Text: "抹黑小米", Freq: 100000, Tag: "v"})
				slices.SortFunc(e.lex.SegmentWords, func(a, b lexicon.SegmentWord) int { return cmp.Compare(a.Text, b.Text) })
			}
			x := newTwoSides(t, base, e.lex, round.words)
			x.check(t, texts)
			untouched += x.untouched
			flips += x.flips
			groups += x.groups
		})
	}
	if untouched < 1000 || flips < 100 || groups < 5 {
		t.Errorf("%d texts were untouched, %d labels flipped, %d by several together: too few to show anything", untouched, flips, groups)
	}
}

// drawn makes the numbers of a rapid test random numbers, so that an editor's
// choices are made small where something fails.
type drawn struct{ *rapid.T }

func (d drawn) Uint64() uint64 { return bits.Reverse64(rapid.Uint64().Draw(d.T, "choice")) }

// The same of lexicons with few terms, for any edits and any texts that are put
// together from their words.
func TestComparingIsJudgingTwiceOfAnyTexts(t *testing.T) {
	checked, err := lexicon.Check("../testdata/qingluo")
	if err != nil {
		t.Fatal(err)
	}
	small := copyOf(checked.Lexicon)
	words := []string{"，", "。", "我", "们"}
	small.Terms = slices.DeleteFunc(small.Terms, func(x *lexicon.Term) bool { return !strings.Contains(x.Pos.File, "riding.tsv") })
	if len(small.Terms) < 10 {
		t.Fatalf("%d terms", len(small.Terms))
	}
	for _, x := range small.Terms {
		words = append(words, x.Text)
	}
	for i := range small.Targets {
		words = slices.Concat(words, small.Targets[i].Names[:2], small.Targets[i].Pronouns)
	}
	for i := range small.Constructions {
		for _, part := range small.Constructions[i].Parts {
			words = append(words, part.Literals...)
		}
	}
	for i := 0; i < len(small.Cues); i += 3 {
		words = append(words, small.Cues[i].Text)
	}
	found := make([]int, len(small.Terms))
	for i := range found {
		found[i] = i
	}
	engine, err := stance.New(small)
	if err != nil {
		t.Fatal(err)
	}
	old := analyzer(t).WithEngine(engine)
	edits := []func(*editor){(*editor).term, (*editor).name, (*editor).cue, (*editor).class, (*editor).construction,
		func(e *editor) { e.lex.Weights["favor_threshold"] = 0.05 + 0.5*e.Float64() }}
	flips, untouched := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		texts := make([]Document, rapid.IntRange(1, 12).Draw(t, "texts"))
		for i := range texts {
			text := "青骡" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 10).Draw(t, "words"), "")
			texts[i] = Document{ID: fmt.Sprint(i), Text: text, InputFile: "texts", InputRow: int64(i + 1), Status: "ok"}
		}
		e := &editor{Rand: rand.New(drawn{t}), lex: copyOf(small), found: found, texts: texts}
		for _, edit := range rapid.SliceOfN(rapid.SampledFrom(edits), 1, 6).Draw(t, "edits") {
			edit(e)
		}
		e.settle()
		x := newTwoSides(t, old, e.lex, false)
		x.check(t, texts)
		flips += x.flips
		untouched += x.untouched
	})
	if flips < 3 || untouched < 20 { // flips are mostly a hundred, and by chance as few as 16
		t.Errorf("%d labels flipped, %d texts were untouched: too few to show anything", flips, untouched)
	}
}

// twoSides judges texts by two whole lexicons.
type twoSides struct {
	diff                     *compare.Diff
	old, new                 *Analyzer
	core                     *flip.Comparer
	untouched, flips, groups int
}

func newTwoSides(t rapid.TB, old *Analyzer, lex *lexicon.Lexicon, words bool) *twoSides {
	t.Helper()
	engine, err := stance.New(lex)
	if err != nil {
		t.Fatal(err)
	}
	x := &twoSides{diff: compare.Of(old.Lexicon(), lex), old: old, new: old.WithEngine(engine)}
	if words {
		if x.new.segmenter, err = segment.New(segment.Options{Words: lex.SegmentWords}); err != nil {
			t.Fatal(err)
		}
	}
	if x.core, err = flip.New(x.diff, old.engine, engine, judgeBy); err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *twoSides) check(t rapid.TB, texts []Document) {
	var s, other Scratch
	var scratch flip.Scratch
	var want []string
	shared := x.diff.Shared
	rng := rand.New(rand.NewPCG(1, uint64(len(x.diff.Changes))))
	for i := range texts {
		d := &texts[i]
		after, err := x.new.Analyze(texts[i:i+1], AnalyzeOptions{}, &s)
		if err != nil {
			t.Fatal(err)
		}
		before, err := x.old.Analyze(texts[i:i+1], AnalyzeOptions{}, &other)
		if err != nil {
			t.Fatal(err)
		}
		text := flip.Text{View: after[0].View, Old: slices.Clone(before[0].Tokens), New: slices.Clone(after[0].Tokens), Target: d.Target, About: d.About}
		units := x.core.Retokenised(&text, x.core.Touching(&text, &scratch))
		old, new := before[0].Judgement, after[0].Judgement
		flipped := flippedTargets(&old, &new, shared, d)
		for _, id := range flipped {
			want = append(want, d.ID+" "+id)
		}
		if len(units) == 0 {
			x.untouched++
			if !reflect.DeepEqual(old, new) {
				t.Fatalf("nothing touches %q, but it is judged in two ways:\n%+v\n%+v", d.Text, old, new)
			}
			continue
		}
		if !reflect.DeepEqual(old, x.core.Old(&text)) || !reflect.DeepEqual(new, x.core.New(&text)) {
			t.Fatalf("%q is judged otherwise than by the analyzers", d.Text)
		}
		subject, err := x.core.Subject(&text, units, &scratch)
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range []struct {
			name string
			back []int
			want stance.Judgement
		}{{"nothing", nil, new}, {"all", units, old}} {
			got, err := subject.Without(end.back)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, end.want) {
				t.Fatalf("%q with %s taken back of %v:\n%+v, want\n%+v", d.Text, end.name, describe(x.diff, units), got, end.want)
			}
		}
		if len(units) > 1 && rng.IntN(100) == 0 {
			x.checkBetween(t, &text, units[:1+rng.IntN(len(units)-1)], subject)
		}
	}
	x.checkFlips(t, texts, want)
}

// checkBetween compares a mixture of what stands in the text with the whole one.
func (x *twoSides) checkBetween(t rapid.TB, text *flip.Text, some []int, subject *flip.Subject) {
	back := func(u int) bool { return slices.Contains(some, u) }
	all := make([]int, len(x.diff.Surfaces()))
	for i := range all {
		all[i] = i
	}
	lex := x.diff.Mixed(back, all)
	lex.Bearings, _ = x.diff.TableFor(x.diff.Table(back))
	engine, err := stance.New(lex)
	if err != nil {
		t.Fatal(err)
	}
	got, err := subject.Without(some)
	if err != nil {
		t.Fatal(err)
	}
	opt := stance.Options{Target: text.Target, About: text.About}
	if text.About != text.Target {
		opt.About = lex.AboutNames()[text.About]
	}
	tokens := text.New
	if x.diff.OldWords(back) {
		tokens = text.Old
	}
	if want := judgeBy(engine, text.View, tokens, opt); !reflect.DeepEqual(got, want) {
		t.Fatalf("%q with %v taken back:\n%+v, want\n%+v", string(text.View.Runes), describe(x.diff, some), got, want)
	}
}

func describe(d *compare.Diff, units []int) (out []string) {
	for _, u := range units {
		for _, c := range d.Units[u].Changes {
			out = append(out, fmt.Sprint(&d.Changes[c], " ", d.Changes[c].Op, " ", d.Changes[c].FieldsText()))
		}
	}
	return out
}

// flippedTargets lists toward whom the labels differ.
func flippedTargets(old, new *stance.Judgement, shared []string, d *Document) (ids []string) {
	label := func(j *stance.Judgement, id string) stance.Label {
		for _, x := range j.Targets {
			if x.ID == id {
				return x.Label
			}
		}
		return ""
	}
	for _, id := range shared {
		if label(old, id) != label(new, id) {
			ids = append(ids, id)
		}
	}
	if d.Target != "" && old.Targets[len(old.Targets)-1].Label != new.Targets[len(new.Targets)-1].Label {
		ids = append(ids, flip.OwnTarget)
	}
	return ids
}

// checkFlips compares what a comparison lists with the labels that differ, and
// takes every cause back.
func (x *twoSides) checkFlips(t rapid.TB, texts []Document, want []string) {
	c, err := NewComparison(CompareConfig{Diff: x.diff, Old: x.old, New: x.new, Workers: 2, Keep: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	tally := c.tally()
	if err := c.documents(context.Background(), texts, nil, tally, nil); err != nil {
		t.Fatal(err)
	}
	report := tally.Finish()
	var got []string
	for i := range report.List {
		f := &report.List[i]
		got = append(got, f.ID+" "+f.Target)
		x.flips++
		if len(f.Changes) == 0 {
			t.Fatalf("no cause of %q %s: %s to %s", f.Text, f.Target, f.Old.Label, f.New.Label)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%d flips, want %d:\n%q\n%q", len(got), len(want), got, want)
	}
	x.checkCauses(t, texts, c)
}

// checkCauses judges each flipped text again without its cause, and without all
// of the cause but one.
func (x *twoSides) checkCauses(t rapid.TB, texts []Document, c *Comparison) {
	var s compareScratch
	for i := range texts {
		err := x.new.eachText(texts[i:i+1], &s.Scratch, func(d *Document, v *token.View, tokens []token.Token) error {
			text := flip.Text{View: v, New: tokens, Old: tokens, Target: d.Target, About: d.About}
			if x.core.Words() {
				cut, err := x.old.segmenter.Cut([]*token.View{v}, nil)
				if err != nil {
					return err
				}
				text.Old = cut[0]
			}
			units := x.core.Retokenised(&text, x.core.Touching(&text, &s.flip))
			if len(units) == 0 {
				return nil
			}
			old, new := x.core.Old(&text), x.core.New(&text)
			subject, err := x.core.Subject(&text, units, &s.flip)
			if err != nil {
				return err
			}
			for _, p := range c.pairs(d, &old, &new) {
				if p.old.Label == p.new.Label {
					continue
				}
				cause, err := subject.Why(p.old.Label, p.toward, nil)
				if err != nil {
					return err
				}
				if len(cause.Units) > 1 {
					x.groups++
				}
				for k := -1; k < len(cause.Units); k++ {
					back := cause.Units
					if k >= 0 {
						back = slices.Delete(slices.Clone(back), k, k+1)
					}
					j, err := subject.Without(back)
					if err != nil {
						return err
					}
					if label := p.toward(&j); (label == p.old.Label) != (k < 0) {
						t.Errorf("%q %s from %s to %s: without %v it is %s", d.Text, p.id, p.old.Label, p.new.Label, describe(x.diff, back), label)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// eachText calls visit with the view and tokens of each document.
func (a *Analyzer) eachText(docs []Document, s *Scratch, visit func(*Document, *token.View, []token.Token) error) error {
	results, err := a.Analyze(docs, AnalyzeOptions{}, s)
	if err != nil {
		return err
	}
	for i := range results {
		if err := visit(&docs[i], results[i].View, results[i].Tokens); err != nil {
			return err
		}
	}
	return nil
}
