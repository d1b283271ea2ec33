package output

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// The labels of a decision.
const (
	LabelFavor   = "FAVOR"
	LabelAgainst = "AGAINST"
	LabelNone    = "NONE"
)

// SourceCount is a line of the table of sources: how the rows of one source
// stand to one target of the lexicon. N = Favor + Against + None.
type SourceCount struct {
	Source, Target       string
	N, Mentioned         int64
	Favor, Against, None int64
	// WithoutCopies counts the rows that are no near-copies of an earlier one, of
	// whatever source.
	WithoutCopies LabelCounts
}

// LabelCounts are rows by their label. N = Favor + Against + None.
type LabelCounts struct{ N, Favor, Against, None int64 }

// tally adds up the rows of one source.
type tally struct {
	targets []targetTally // in the schema's order
}

type targetTally struct {
	SourceCount
	score          mean
	favor, against topTerms
}

func newTally(source string, targets []string) *tally {
	t := &tally{targets: make([]targetTally, len(targets))}
	for i, id := range targets {
		t.targets[i].SourceCount = SourceCount{Source: source, Target: id}
	}
	return t
}

// add counts a row, whose decisions are in the schema's order.
func (t *tally) add(r *Row) error {
	isCopy := r.DupGroup != "" && r.DupGroup != r.ID
	for i := range r.Targets {
		d, into := &r.Targets[i], &t.targets[i]
		first := &into.WithoutCopies
		if isCopy {
			first = new(LabelCounts)
		}
		first.N++
		switch d.Label {
		case LabelNone:
			into.None++
			first.None++
		case LabelFavor:
			into.Favor++
			first.Favor++
		case LabelAgainst:
			into.Against++
			first.Against++
		default:
			return fmt.Errorf("column %s_label: %q is no label", d.ID, d.Label)
		}
		into.N++
		if d.Mentions > 0 {
			into.Mentioned++
		}
		into.score.add(d.Score)
	}
	for i := range r.Evidence {
		e := &r.Evidence[i]
		for j := range t.targets {
			switch into := &t.targets[j]; {
			case into.Target != e.Target:
			case e.Polarity > 0:
				into.favor.add(e.Term)
			default:
				into.against.add(e.Term)
			}
		}
	}
	return nil
}

// sourceColumn is a column of the table of sources.
type sourceColumn struct {
	name, desc string
	typ        arrow.DataType
	nullable   bool
	append     func(array.Builder, *targetTally)
}

func sourceColumns() []sourceColumn {
	text := func(name, desc string, of func(*targetTally) string) sourceColumn {
		return sourceColumn{name: name, desc: desc, typ: arrow.BinaryTypes.String,
			append: func(b array.Builder, t *targetTally) { b.(*array.StringBuilder).Append(of(t)) }}
	}
	count := func(name, desc string, of func(*targetTally) int64) sourceColumn {
		return sourceColumn{name: name, desc: desc, typ: arrow.PrimitiveTypes.Int64,
			append: func(b array.Builder, t *targetTally) { b.(*array.Int64Builder).Append(of(t)) }}
	}
	number := func(name, desc string, of func(*targetTally) float64) sourceColumn {
		return sourceColumn{name: name, desc: desc, typ: arrow.PrimitiveTypes.Float64,
			append: func(b array.Builder, t *targetTally) { b.(*array.Float64Builder).Append(of(t)) }}
	}
	columns := []sourceColumn{
		text("source", "The source, as in the rows.", func(t *targetTally) string { return t.Source }),
		text("target", "Id of the lexicon's target.", func(t *targetTally) string { return t.Target }),
		count("n", "Rows of the source.", func(t *targetTally) int64 { return t.N }),
		count("n_mentioned", "Rows that mention the target.", func(t *targetTally) int64 { return t.Mentioned }),
		count("favor", "Rows with the label FAVOR.", func(t *targetTally) int64 { return t.Favor }),
		count("against", "Rows with the label AGAINST.", func(t *targetTally) int64 { return t.Against }),
		count("none", "Rows with the label NONE.", func(t *targetTally) int64 { return t.None }),
		count("n_without_copies", "Rows, of n, whose text is no near-copy of an earlier row's, of whatever source.", func(t *targetTally) int64 { return t.WithoutCopies.N }),
		count("favor_without_copies", "Rows, of n_without_copies, with the label FAVOR.", func(t *targetTally) int64 { return t.WithoutCopies.Favor }),
		count("against_without_copies", "Rows, of n_without_copies, with the label AGAINST.", func(t *targetTally) int64 { return t.WithoutCopies.Against }),
		count("none_without_copies", "Rows, of n_without_copies, with the label NONE.", func(t *targetTally) int64 { return t.WithoutCopies.None }),
	}
	for _, share := range []struct {
		name string
		of   func(*targetTally) int64
	}{
		{"favor", func(t *targetTally) int64 { return t.Favor }},
		{"against", func(t *targetTally) int64 { return t.Against }},
		{"none", func(t *targetTally) int64 { return t.None }},
	} {
		columns = append(columns,
			number(share.name+"_share", share.name+" / n.", func(t *targetTally) float64 { return float64(share.of(t)) / float64(t.N) }),
			number(share.name+"_share_lo", "Lower end of the share's 95 % interval (Wilson).", func(t *targetTally) float64 { lo, _ := Wilson(share.of(t), t.N); return lo }),
			number(share.name+"_share_hi", "Upper end of the share's 95 % interval (Wilson).", func(t *targetTally) float64 { _, hi := Wilson(share.of(t), t.N); return hi }))
	}
	bound := func(name, desc string, of func(*targetTally) (float64, bool)) sourceColumn {
		return sourceColumn{name: name, desc: desc, typ: arrow.PrimitiveTypes.Float64, nullable: true,
			append: func(b array.Builder, t *targetTally) {
				if v, ok := of(t); ok {
					b.(*array.Float64Builder).Append(v)
				} else {
					b.AppendNull()
				}
			}}
	}
	return append(columns,
		number("mean_score", "Mean of the target's score over all n rows.", func(t *targetTally) float64 { return t.score.value() }),
		bound("mean_score_lo", "Lower end of the mean's 95 % interval (Student's t); null for fewer than two rows.",
			func(t *targetTally) (float64, bool) { lo, _, ok := t.score.interval(); return lo, ok }),
		bound("mean_score_hi", "Upper end of the mean's 95 % interval (Student's t); null for fewer than two rows.",
			func(t *targetTally) (float64, bool) { _, hi, ok := t.score.interval(); return hi, ok }),
		sourceColumn{name: "top_terms", typ: topTermsType(), append: appendTopTerms,
			desc: "The terms that made most of the evidence: up to ten in favor, then up to ten against."},
	)
}

func topTermsType() arrow.DataType {
	return listOf(arrow.StructOf(
		arrow.Field{Name: "term", Type: arrow.BinaryTypes.String, Metadata: describe("The word, as it stands in the texts.")},
		arrow.Field{Name: "polarity", Type: arrow.PrimitiveTypes.Int32, Metadata: describe("+1 in favor, -1 against.")},
		arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64, Metadata: describe("Pieces of evidence; an upper bound where a source and target had more than 256 different terms.")},
	))
}

func appendTopTerms(b array.Builder, t *targetTally) {
	list := b.(*array.ListBuilder)
	item := list.ValueBuilder().(*array.StructBuilder)
	list.Append(true)
	for _, side := range []struct {
		terms    *topTerms
		polarity int32
	}{{&t.favor, 1}, {&t.against, -1}} {
		for _, term := range side.terms.top() {
			item.Append(true)
			item.FieldBuilder(0).(*array.StringBuilder).Append(term.Term)
			item.FieldBuilder(1).(*array.Int32Builder).Append(side.polarity)
			item.FieldBuilder(2).(*array.Int64Builder).Append(term.N)
		}
	}
}

// sourcesSchema is the Arrow schema of the table of sources.
func sourcesSchema() *arrow.Schema {
	var fields []arrow.Field
	for _, c := range sourceColumns() {
		fields = append(fields, arrow.Field{Name: c.name, Type: c.typ, Nullable: c.nullable, Metadata: describe(c.desc)})
	}
	return arrow.NewSchema(fields, nil)
}

// sourcesRecord builds the table of sources, by source and then in the order of
// the targets.
func sourcesRecord(schema *arrow.Schema, tallies []*tally) arrow.Record {
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	columns := sourceColumns()
	for _, t := range tallies {
		for i := range t.targets {
			for j, c := range columns {
				c.append(builder.Field(j), &t.targets[i])
			}
		}
	}
	return builder.NewRecord()
}

// sortTallies orders sources by the rows they have, the largest first, then by
// name: the order in which people read the table.
func sortTallies(tallies []*tally) {
	slices.SortFunc(tallies, func(a, b *tally) int {
		if len(a.targets) == 0 || len(b.targets) == 0 {
			return 0
		}
		x, y := &a.targets[0], &b.targets[0]
		return cmp.Or(cmp.Compare(y.N, x.N), strings.Compare(x.Source, y.Source))
	})
}
