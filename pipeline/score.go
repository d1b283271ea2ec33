package pipeline

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"lichang/output"
)

// ScoreConfig is what a filter is made of.
type ScoreConfig struct {
	In       io.Reader
	Reading  Reading
	Out      io.Writer
	Fields   output.Fields // of each line that is written
	Analyzer *Analyzer
	Workers  int       // at least 1
	Progress *Progress // may be read while the filter works; nil for none
}

// Score reads documents and writes a JSON line for each, in the same order. A
// record that is no document comes back as a line whose status is "rejected",
// with the reason; so does a blank line, except between pairs. Whatever has
// been read completely is written before it waits for more input.
func Score(ctx context.Context, cfg ScoreConfig) error {
	in, err := openInput(Stdin, cfg.Reading, cfg.In)
	if err != nil {
		return err
	}
	in.eager, in.keepBlank, in.lines.prompt = true, true, true
	progress := cfg.Progress
	if progress == nil {
		progress = new(Progress)
	}
	if cfg.Workers < 1 {
		return fmt.Errorf("%d workers: want at least one", cfg.Workers)
	}
	out := bufio.NewWriterSize(cfg.Out, 64<<10)
	f := flow{
		analyzer: cfg.Analyzer, workers: cfg.Workers, progress: progress,
		finish: func(b *batch) error {
			b.json = b.json[:0]
			for i := range b.rows {
				var err error
				if b.json, err = cfg.Fields.AppendJSON(b.json, &b.rows[i]); err != nil {
					return fmt.Errorf("line %d: %w", b.recs[i].row, err)
				}
				b.json = append(b.json, '\n')
			}
			return nil
		},
		take: func(b *batch, more bool) error {
			if _, err := out.Write(b.json); err != nil {
				return fmt.Errorf("output: %w", err)
			}
			for i := range b.docs {
				progress.count(&b.docs[i])
			}
			if more {
				return nil
			}
			if err := out.Flush(); err != nil {
				return fmt.Errorf("output: %w", err)
			}
			return nil
		},
	}
	return f.run(ctx, []source{{name: Stdin, open: func(context.Context) (*input, error) { return in, nil }}})
}
