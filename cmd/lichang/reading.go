package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lichang/pipeline"
)

// readingFlags say how inputs are read.
type readingFlags struct {
	format   *string
	encoding *string
	names    *[]string
	maxLine  *string
	maxRatio *int64 // nil where nothing packed is read
}

// newReadingFlags adds the flags; files says whether inputs are files, which may
// be packed.
func newReadingFlags(cmd *cobra.Command, format, formatUsage string, files bool) readingFlags {
	var f readingFlags
	f.format = inputFormatFlag(cmd, format, formatUsage)
	var encodings []string
	for _, e := range pipeline.Encodings() {
		encodings = append(encodings, string(e))
	}
	f.encoding = choiceFlag(cmd, "encoding", "", "how texts are encoded (default UTF-8, or what a byte order mark says)", encodings...)
	f.names = cmd.Flags().StringSlice("map", nil, "columns by field, `FIELD=COLUMN,...`, such as text=content,source=site")
	f.maxLine = cmd.Flags().String("max-line", sizeText(pipeline.DefaultMaxLine), "reject what is longer than this `SIZE` (bytes, or with K, M, G)")
	if files {
		f.maxRatio = cmd.Flags().Int64("max-ratio", pipeline.DefaultMaxRatio, "refuse a packed file that grows to more than `N` times its size")
	}
	return f
}

// reading turns the flags into how inputs are read.
func (f *readingFlags) reading(cmd *cobra.Command) (pipeline.Reading, error) {
	rd := pipeline.Reading{Format: pipeline.Format(*f.format), Encoding: pipeline.Encoding(*f.encoding)}
	var err error
	if rd.Names, err = pipeline.ParseNames(*f.names); err != nil {
		return rd, usagef(cmd, "--map: %w", err)
	}
	if rd.MaxLine, err = parseSize(*f.maxLine); err != nil {
		return rd, usagef(cmd, "--max-line: %w", err)
	}
	if f.maxRatio == nil {
		return rd, nil
	}
	if rd.MaxRatio = *f.maxRatio; rd.MaxRatio < 1 {
		return rd, usagef(cmd, "--max-ratio %d: want at least 1", rd.MaxRatio)
	}
	return rd, nil
}

// parseSize reads a positive number of bytes, "64M" among others; K, M and G are
// powers of 1024.
func parseSize(s string) (int64, error) {
	unit := int64(1)
	number := strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(s), "B"), "I")
	for i, sign := range []string{"K", "M", "G"} {
		if head, ok := strings.CutSuffix(number, sign); ok {
			number, unit = head, 1<<(10*(i+1))
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("%q is no size: want such as 65536, 512K or 64M", s)
	}
	return n * unit, nil
}

// sizeText is a size of whole mebibytes as parseSize reads it.
func sizeText(n int64) string { return strconv.FormatInt(n>>20, 10) + "M" }

// inputFiles finds the files that arguments stand for and tells what is wrong
// with them. Out is an output whose files are none, "" for nothing.
func (s *session) inputFiles(cmd *cobra.Command, args []string, declared pipeline.Format, out, logFormat string) ([]string, error) {
	seen := map[string]bool{}
	for _, name := range args {
		if seen[name] {
			return nil, usagef(cmd, "the input %s is given twice", name)
		}
		seen[name] = true
	}
	found, err := pipeline.Expand(args, declared, out)
	if err != nil {
		return nil, err
	}
	for _, name := range found.Files {
		if _, err := pipeline.FormatOf(name, declared); err != nil {
			return nil, usagef(cmd, "%w", err)
		}
	}
	if len(found.Files) == 0 {
		return nil, errors.New("no input holds a file whose name tells its format: give --input-format")
	}
	for _, name := range found.Skipped {
		s.logger(logFormat).Warn("passed over: its name tells no format", "file", name)
	}
	return found.Files, nil
}

// tellLeftOut says on stderr how many records of the inputs were no documents, and
// why the first was none.
func (s *session) tellLeftOut(left pipeline.NoDocuments) error {
	if left.N == 0 {
		return nil
	}
	first := ""
	if left.N > 1 {
		first = "the first, "
	}
	_, err := fmt.Fprintf(s.Stderr, "left out: %s (%s%s)\n", plural(int(left.N), "row"), first, plain(left.First))
	return err
}
