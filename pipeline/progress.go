package pipeline

import "sync/atomic"

// Progress counts what a run has done so far. The run writes it; anybody may
// read it at any time.
type Progress struct {
	BytesRead atomic.Int64 // of the inputs
	RowsIn    atomic.Int64 // records read
	RowsOut   atomic.Int64 // rows that were judged and taken by the output
	Repaired  atomic.Int64 // of RowsOut
	Rejected  atomic.Int64 // records that are no documents, or whose id is another's
	LeftOut   atomic.Int64 // records that were there before: duplicates, and ids of earlier nights
	// Unread counts fields that could not be read as what they should be and
	// went to extra, and abouts that name no target.
	Unread atomic.Int64
}

// reset is for a run that begins again.
func (p *Progress) reset() {
	for _, n := range []*atomic.Int64{&p.BytesRead, &p.RowsIn, &p.RowsOut, &p.Repaired, &p.Rejected, &p.LeftOut, &p.Unread} {
		n.Store(0)
	}
}

// count counts a document that was taken.
func (p *Progress) count(d *Document) {
	p.RowsOut.Add(1)
	if d.Repairs > 0 {
		p.Repaired.Add(1)
	}
	if d.Warnings > 0 {
		p.Unread.Add(int64(d.Warnings))
	}
}
