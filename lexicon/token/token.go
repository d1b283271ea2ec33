// Package token holds the units that travel between the segmenter and the
// stance engine: the normalised view of one document and its tokens. It has no
// cgo, so that everything above it can be tested without the segmenter.
package token

// Field names a stored column that offsets point into.
type Field uint8

// The two fields of a document.
const (
	Title Field = iota
	Body
)

// String returns the column's name as it stands in the evidence: "title" or "text".
func (f Field) String() string {
	if f == Title {
		return "title"
	}
	return "text"
}

// View is the normalised text that is segmented and judged: the title, one
// '\n' and the body (the body alone where there is no title), with a map back
// to the stored text. What was recognised as an outlet's name is left out of
// it. A View is read-only once made and may then be shared between goroutines.
type View struct {
	// Runes are the normalised code points.
	Runes []rune
	// From[i] and To[i] are the half-open span of code points of the stored
	// field that Runes[i] was made from (0-based). Both have len(Runes)
	// elements, or are nil where every rune of the view stands for itself:
	// then the title's offset i is i and the body's is i-BodyAt.
	From, To []int32
	// BodyAt is the index in Runes at which the body begins; 0 where there is
	// no title.
	BodyAt int
}

// FieldAt returns the field that the rune at view offset i belongs to. The
// line break between the two belongs to the title.
func (v *View) FieldAt(i int) Field {
	if i < v.BodyAt {
		return Title
	}
	return Body
}

// Source maps the half-open view span [start, end) to the stored field and its
// half-open span there, in code points. The span must not be empty and must
// not cross from title to body.
func (v *View) Source(start, end int) (f Field, from, to int) {
	f = v.FieldAt(start)
	if v.From == nil {
		if f == Body {
			return f, start - v.BodyAt, end - v.BodyAt
		}
		return f, start, end
	}
	return f, int(v.From[start]), int(v.To[end-1])
}

// Token is one word of a View as the segmenter cut it. Tokens of a view are in
// order, do not overlap and concatenate to the view's text.
type Token struct {
	// Start and End are view offsets in runes, half-open.
	Start, End int32
	// Tag is the first two letters of the part of speech that the dictionary
	// gives ("n", "v", "nr" …), zero bytes where the word is not in it.
	Tag [2]byte
}

// Known says whether the segmenter's dictionary has the word.
func (t Token) Known() bool { return t.Tag[0] != 0 }
