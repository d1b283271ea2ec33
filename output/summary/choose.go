package summary

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"

	"lichang/output"
)

// The reasons for which a snippet is chosen for a target.
const (
	ReasonFavor     = "favor"     // most tellingly in favor
	ReasonAgainst   = "against"   // most tellingly against
	ReasonContested = "contested" // much speaks for and much against
)

// Reasons lists them in the order in which they are told.
func Reasons() []string { return []string{ReasonFavor, ReasonAgainst, ReasonContested} }

// Choice is the snippets chosen for one target and reason, the most telling
// first.
type Choice struct {
	Target   string    `json:"target"`
	Reason   string    `json:"reason"`
	Snippets []Snippet `json:"snippets"`
}

// leastContest is what must speak for and against a target for a snippet to be
// contested.
const leastContest = 0.1

// choose offers a row to the rankings of the target numbered i.
//
// Telling is, first, what words say and not only the whole text, and what names
// the target; then what stands furthest from neutral, to a hundredth; then what
// says it in more words, up to three. Of the rest the shorter text comes first.
func (c *counter) choose(i int, r *output.Row, d *output.Decision) {
	if c.o.Snippets < 0 {
		return
	}
	if contest := min(d.Favor, d.Against); contest >= leastContest {
		k := key{rank: [4]float64{hundredths(contest), named(d)}}
		c.chosen[i][2].offer(k.of(r), r, d.ID, c.whole)
	}
	side, at := int32(1), 0
	switch d.Label {
	case output.LabelNone:
		return
	case output.LabelAgainst:
		side, at = -1, 1
	}
	words := 0.0
	for k := range r.Evidence {
		if e := &r.Evidence[k]; e.Target == d.ID && e.Polarity == side && !c.whole(e) {
			words++
		}
	}
	k := key{rank: [4]float64{min(words, 1) + named(d), hundredths(math.Abs(d.Score)), min(words, 3)}}
	c.chosen[i][at].offer(k.of(r), r, d.ID, c.whole)
}

func named(d *output.Decision) float64 { return float64(min(d.Mentions, 1)) }

func hundredths(v float64) float64 { return math.Round(100 * v) }

// key orders snippets: larger ranks come first, then shorter texts, then the
// place in the input, which no two rows share.
type key struct {
	rank   [4]float64
	length int // bytes
	source string
	file   string
	row    int64
	id     string
}

func (k key) of(r *output.Row) key {
	k.length, k.source, k.file, k.row, k.id = len(r.Title)+len(r.Text), r.Source, r.InputFile, r.InputRow, r.ID
	return k
}

func compareKeys(a, b key) int {
	for i := range a.rank {
		if c := cmp.Compare(b.rank[i], a.rank[i]); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(a.length, b.length), strings.Compare(a.source, b.source),
		strings.Compare(a.file, b.file), cmp.Compare(a.row, b.row), strings.Compare(a.id, b.id))
}

// sampleKey draws a row: those with the smallest hash of id and place are a
// sample in which every row had the same chance, and the same sample every time.
func sampleKey(r *output.Row) key {
	sum := sha256.Sum256([]byte(r.ID + "\x00" + r.InputFile + "\x00" + strconv.FormatInt(r.InputRow, 10)))
	k := key{rank: [4]float64{-float64(binary.BigEndian.Uint32(sum[:])), -float64(binary.BigEndian.Uint32(sum[4:]))}}
	return k.of(r)
}

// ranking keeps the first few of all that it is offered, and one of those whose
// texts are the same.
type ranking struct {
	most int
	list []ranked
}

type ranked struct {
	key     key
	text    [sha256.Size]byte // of title and text
	snippet Snippet
}

func newRanking(most int) *ranking { return &ranking{most: max(0, most)} }

// offer keeps what is needed of a row, in bounded memory however long its text
// is. The snippet is about the target, if there is one.
func (k *ranking) offer(at key, r *output.Row, target string, whole func(*output.Evidence) bool) {
	if k.most == 0 || len(k.list) == k.most && compareKeys(at, k.list[k.most-1].key) >= 0 {
		return
	}
	sum := sha256.New()
	sum.Write([]byte(strconv.Itoa(len(r.Title)) + ":" + r.Title))
	sum.Write([]byte(r.Text))
	at.source, at.file, at.id = strings.Clone(at.source), strings.Clone(at.file), strings.Clone(at.id)
	one := ranked{key: at}
	sum.Sum(one.text[:0])
	if i := slices.IndexFunc(k.list, func(x ranked) bool { return x.text == one.text }); i >= 0 {
		if compareKeys(k.list[i].key, at) <= 0 {
			return
		}
		k.list = slices.Delete(k.list, i, i+1)
	}
	one.snippet = newSnippet(r, target, whole)
	i, _ := slices.BinarySearchFunc(k.list, at, func(x ranked, at key) int { return compareKeys(x.key, at) })
	k.list = slices.Insert(k.list, i, one)
	k.list = k.list[:min(k.most, len(k.list))]
}

func (k *ranking) snippets() []Snippet {
	list := make([]Snippet, len(k.list))
	for i := range k.list {
		list[i] = k.list[i].snippet
	}
	return list
}
