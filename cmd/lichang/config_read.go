package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
	"github.com/spf13/pflag"
)

// setting is a key of a configuration with its value: one, or those of a list.
type setting struct {
	key    string
	values []string // as written, quotes apart: 1.10 stays 1.10
	at     string   // file:line:col of the value
}

// readConfig reads the settings of run. Its keys are the names of run's flags,
// and "inputs". The error has a line for each mistake, with its place: an
// unknown key, a key without a value, a value that the flag does not take.
func readConfig(file string, content []byte) ([]setting, error) {
	r := configReader{file: file, lines: strings.Split(string(content), "\n"), flags: (&session{}).runCommand().Flags()}
	for _, e := range r.entries(content) {
		r.setting(e)
	}
	return r.settings, errors.Join(r.errs...)
}

type configReader struct {
	file     string
	lines    []string
	flags    *pflag.FlagSet // tries the values out
	settings []setting
	errs     []error
}

func (r *configReader) errorf(t *token.Token, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: "+format, append([]any{r.at(t)}, args...)...))
}

// at is where a token stands. Columns count code points.
func (r *configReader) at(t *token.Token) string {
	if t == nil || t.Position == nil || t.Position.Line < 1 || t.Position.Line > len(r.lines) {
		return r.file
	}
	// The parser places a value that is missing beyond the end of its line.
	end := utf8.RuneCountInString(r.lines[t.Position.Line-1]) + 1
	return fmt.Sprintf("%s:%d:%d", r.file, t.Position.Line, max(1, min(t.Position.Column, end)))
}

// entries are the keys of the file with their values, none where it is empty or
// no mapping.
func (r *configReader) entries(content []byte) []*ast.MappingValueNode {
	if !utf8.Valid(content) {
		r.errs = append(r.errs, fmt.Errorf("%s: it is not UTF-8", r.file))
		return nil
	}
	content = []byte(strings.TrimPrefix(string(content), "\ufeff"))
	parsed, err := parser.ParseBytes(content, 0)
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		r.errorf(syntax.Token, "%s", syntax.Message)
		return nil
	case err != nil:
		r.errorf(nil, "%v", err)
		return nil
	case len(parsed.Docs) > 1:
		r.errorf(parsed.Docs[1].Start, "a second document in one file; join them")
		return nil
	case len(parsed.Docs) == 0 || parsed.Docs[0].Body == nil:
		return nil
	}
	switch body := parsed.Docs[0].Body.(type) {
	case *ast.CommentGroupNode:
		return nil
	case *ast.MappingNode:
		return body.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{body}
	default:
		r.errorf(body.GetToken(), "want keys and values, such as %q", "out: nights")
		return nil
	}
}

// setting takes a key with its value, or says what is wrong with them.
func (r *configReader) setting(e *ast.MappingValueNode) {
	key := e.Key.GetToken()
	name := key.Value
	flag := r.flags.Lookup(name)
	if name != inputsKey && (flag == nil || !configurable(flag)) {
		r.errorf(key, "unknown key %q%s", name, didYouMean(nearest(name, r.keys())...))
		return
	}
	nodes := []ast.Node{e.Value}
	if list, ok := e.Value.(*ast.SequenceNode); ok {
		if nodes = list.Values; !takesList(flag) {
			r.errorf(e.Value.GetToken(), "%s takes one value, not a list", name)
			return
		}
	}
	if pairs, ok := e.Value.(*ast.MappingNode); ok && flag != nil && takesList(flag) {
		nodes = nil // FIELD=COLUMN as a mapping
		for _, pair := range pairs.Values {
			nodes = append(nodes, pair)
		}
	}
	s := setting{key: name, at: r.at(e.Value.GetToken())}
	for _, n := range nodes {
		text, ok := plainValue(n)
		if pair, isPair := n.(*ast.MappingValueNode); isPair && flag != nil && takesList(flag) {
			value, plain := plainValue(pair.Value)
			text, ok = pair.Key.GetToken().Value+"="+value, plain
		}
		switch {
		case !ok:
			r.errorf(n.GetToken(), "%s: want a plain value", name)
			continue
		case name == inputsKey && text == "":
			r.errorf(n.GetToken(), "%s: an input without a name", name)
			continue
		}
		if flag != nil {
			if err := flag.Value.Set(text); err != nil {
				r.errorf(n.GetToken(), "%s: %q: %s", name, text, wanted(flag, err))
			}
		}
		s.values = append(s.values, text)
	}
	r.settings = append(r.settings, s)
}

// takesList says whether a key may have many values; a nil flag is the inputs.
func takesList(f *pflag.Flag) bool {
	if f == nil {
		return true
	}
	_, ok := f.Value.(pflag.SliceValue)
	return ok
}

// plainValue is what a value says, as it is written.
func plainValue(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// wanted says what a flag takes where it did not take a value.
func wanted(f *pflag.Flag, err error) string {
	var number *strconv.NumError
	switch {
	case f.Value.Type() == "bool":
		return "want true or false"
	case errors.As(err, &number):
		return "want a number"
	}
	return err.Error()
}

// keys are all that a configuration may hold.
func (r *configReader) keys() []string {
	keys := []string{inputsKey}
	r.flags.VisitAll(func(f *pflag.Flag) {
		if configurable(f) {
			keys = append(keys, f.Name)
		}
	})
	return slices.Sorted(slices.Values(keys))
}
