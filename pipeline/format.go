package pipeline

import (
	"fmt"
	"strings"
)

// Format names the shape of an input.
type Format string

// The formats that are read.
const (
	Pairs     Format = "pairs" // a title's line and a body's line in turn
	PlainText Format = "txt"   // a snippet a line
	JSONLines Format = "jsonl" // a JSON object a line
)

// Formats lists the formats for help texts, in the order of their names.
func Formats() []Format { return []Format{JSONLines, Pairs, PlainText} }

// format is how one shape of input becomes documents.
type format interface {
	// read frames the next record of l and appends it to b; io.EOF where
	// there is none. It runs in one goroutine, so it does no more than frame.
	read(b *batch, l *lineReader) error
	// lines is how many lines of input a record takes at most.
	lines() int
	// parse fills d, or rejects it, from the record's repaired lines. It may
	// run in any worker; p is the worker's own.
	parse(p *parser, d *Document, first, second string)
}

func formatOf(f Format) (format, error) {
	switch f {
	case Pairs:
		return pairsFormat{}, nil
	case PlainText:
		return plainFormat{}, nil
	case JSONLines:
		return jsonlFormat{}, nil
	}
	return nil, fmt.Errorf("unknown input format %q: want one of %s", string(f), formatNames())
}

// FormatOf tells a file's format by its name. declared wins where it is not "".
func FormatOf(name string, declared Format) (Format, error) {
	lower := strings.ToLower(name)
	switch {
	case declared != "":
		_, err := formatOf(declared)
		return declared, err
	case strings.HasSuffix(lower, ".pairs.txt"):
		return Pairs, nil
	case strings.HasSuffix(lower, ".txt"):
		return PlainText, nil
	case strings.HasSuffix(lower, ".jsonl"), strings.HasSuffix(lower, ".ndjson"):
		return JSONLines, nil
	case name == Stdin:
		return "", fmt.Errorf("standard input has no name that tells its format: give --input-format (%s)", formatNames())
	}
	return "", fmt.Errorf("%s: no format that the name tells (.jsonl, .pairs.txt, .txt): give --input-format (%s)", name, formatNames())
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
	json     jsonScratch
}
