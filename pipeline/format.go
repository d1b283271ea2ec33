package pipeline

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Format names the shape of an input.
type Format string

// The formats that are read.
const (
	Arrow       Format = "arrow"    // an Arrow IPC file, Feather among them
	CSV         Format = "csv"      // records of fields, with a line of column names
	Pairs       Format = "pairs"    // a title's line and a body's line in turn
	Parquet     Format = "parquet"  // a Parquet file
	PlainText   Format = "txt"      // a snippet a line
	JSONLines   Format = "jsonl"    // a JSON object a line
	Quarantined Format = "rejected" // the rejected.jsonl of a quarantine, mended
	TSV         Format = "tsv"      // csv with tabs
)

// Formats lists the formats for help texts, in the order of their names.
func Formats() []Format {
	return []Format{Arrow, CSV, JSONLines, Pairs, Parquet, Quarantined, TSV, PlainText}
}

// format is how one shape of input becomes documents. One belongs to one input.
type format interface {
	// read frames the next record of l and appends it to b; io.EOF where
	// there is none. It runs in one goroutine, so it does no more than frame.
	read(b *batch, l *lineReader) error
	// ready says whether a record can be read without waiting for input.
	ready(l *lineReader) bool
	// parse fills d, or rejects it, from the record's repaired lines. It may
	// run in any worker, once the record was read; p is the worker's own.
	parse(p *parser, d *Document, first, second string)
}

func newFormat(f Format, names Names) (format, error) {
	switch f {
	case CSV:
		return &csvFormat{comma: ',', names: names}, nil
	case TSV:
		return &csvFormat{comma: '\t', names: names}, nil
	case Quarantined:
		return rejectedFormat{names: names}, nil
	case Pairs:
		return pairsFormat{}, nil
	case PlainText:
		return plainFormat{}, nil
	case JSONLines, Parquet, Arrow:
		return jsonlFormat{names: names}, nil
	}
	return nil, unknownFormat(f)
}

func unknownFormat(f Format) error {
	return fmt.Errorf("unknown input format %q: want one of %s", string(f), formatNames())
}

// ending is how a file's name tells its format.
type ending struct {
	name   string
	format Format
}

// endings are all of them, the longer one of two that fit first.
func endings() []ending {
	return []ending{
		{".arrow", Arrow}, {".csv", CSV}, {".feather", Arrow}, {".jsonl", JSONLines}, {".ndjson", JSONLines}, {".pairs.txt", Pairs}, {".parquet", Parquet}, {".tsv", TSV}, {".txt", PlainText},
	}
}

// FormatOf tells a file's format by its name. declared wins where it is not "".
func FormatOf(name string, declared Format) (Format, error) {
	if declared != "" {
		if !slices.Contains(Formats(), declared) {
			return "", unknownFormat(declared)
		}
		return declared, nil
	}
	if name == Stdin {
		return "", fmt.Errorf("standard input has no name that tells its format: give --input-format (%s)", formatNames())
	}
	inner, _ := unpacked(name)
	inner = strings.ToLower(inner)
	if filepath.Base(inner) == "rejected.jsonl" {
		return Quarantined, nil
	}
	for _, e := range endings() {
		if strings.HasSuffix(inner, e.name) {
			return e.format, nil
		}
	}
	var names []string
	for _, e := range endings() {
		names = append(names, e.name)
	}
	return "", fmt.Errorf("%s: no format that the name tells (%s; texts also %s, %s, %s): give --input-format (%s)",
		name, strings.Join(names, ", "), gzipBytes, zstdBytes, bzip2Bytes, formatNames())
}

func formatNames() string {
	var names []string
	for _, f := range Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// parser is a worker's scratch for turning records into documents.
type parser struct {
	ids, buf []byte
	fields   []string
	json     jsonScratch
}
