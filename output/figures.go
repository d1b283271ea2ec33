package output

// Figures are what a dataset says as a whole, so that one can be compared with
// the one before it. They stand in _run.json.
type Figures struct {
	Rows         int64           `json:"rows"`     // read
	Rejected     int64           `json:"rejected"` // of Rows
	Written      int64           `json:"written"`
	Unmentioned  int64           `json:"unmentioned"`   // of Written: rows that mention no target of the lexicon
	Words        int64           `json:"words"`         // with a Chinese character in them
	UnknownWords int64           `json:"unknown_words"` // of Words: those that the dictionary does not have
	Targets      []TargetFigures `json:"targets"`
}

// TargetFigures are the written rows by their label toward one target.
type TargetFigures struct {
	Target  string `json:"target"`
	Favor   int64  `json:"favor"`
	Against int64  `json:"against"`
	None    int64  `json:"none"`
}

// Words counts the words of a run's texts that hold a Chinese character.
type Words struct {
	All     int64
	Unknown int64 // that the segmenter's dictionary does not have
}

// figures adds up what the dataset being written says as a whole.
func (w *Writer) figures(tallies []*tally, words Words) *Figures {
	counts := w.Counts()
	f := &Figures{Rows: counts.In, Rejected: counts.Rejected, Written: counts.Written, Unmentioned: w.unmentioned,
		Words: words.All, UnknownWords: words.Unknown}
	for i, id := range w.options.Schema.Targets() {
		t := TargetFigures{Target: id}
		for _, source := range tallies {
			c := &source.targets[i]
			t.Favor += c.Favor
			t.Against += c.Against
			t.None += c.None
		}
		f.Targets = append(f.Targets, t)
	}
	return f
}
