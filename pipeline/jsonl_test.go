package pipeline

import (
	"strings"
	"testing"
	"time"
)

func TestJSONLines(t *testing.T) {
	in := `{"id":"a1","source":"某网","title":"题","text":"文","published_at":"2026-01-07T20:30:00+08:00","url":"https://example.com/1","target":"某品牌","about":"xiaomi","likes":3, "tags" : [ "x" , 1.50 ],"z":null}`
	d := documents(t, JSONLines, strings.NewReader(in))[0]
	want := Document{
		ID: "a1", Source: "某网", Title: "题", Text: "文", URL: "https://example.com/1", Target: "某品牌", About: "xiaomi",
		PublishedAt: time.Date(2026, 1, 7, 12, 30, 0, 0, time.UTC), InputFile: Stdin, InputRow: 1, Status: StatusOK,
		Extra: `{"likes":3,"tags":["x",1.50],"z":null}`,
	}
	if d != want {
		t.Errorf("have %+v\nwant %+v", d, want)
	}
}

func TestJSONLineFields(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		check func(Document) bool
	}{
		"number id":       {`{"id":12345678901234567890,"text":"文"}`, func(d Document) bool { return d.ID == "12345678901234567890" }},
		"null is absent":  {`{"id":null,"title":null,"text":"题\n文"}`, func(d Document) bool { return len(d.ID) == idLen && d.Title == "题" && d.Text == "文" }},
		"escaped name":    {`{"\u0074ext":"文"}`, func(d Document) bool { return d.Text == "文" && d.Extra == "" }},
		"heading parts":   {`{"text":"题目\r\n第一段\n第二段"}`, func(d Document) bool { return d.Title == "题目" && d.Text == "第一段\n第二段" }},
		"own empty title": {`{"title":"","text":"题\n文"}`, func(d Document) bool { return d.Title == "" && d.Text == "题\n文" }},
		"long first line": {`{"text":"` + strings.Repeat("长", headingRunes+1) + `\n文"}`, func(d Document) bool { return d.Title == "" }},
		"no second line":  {`{"text":"题\n"}`, func(d Document) bool { return d.Title == "" && d.Text == "题\n" }},
		"bad time is kept": {`{"text":"文","published_at":"昨天","k":1}`, func(d Document) bool {
			return d.PublishedAt.IsZero() && d.Warnings == 1 && d.Extra == `{"published_at":"昨天","k":1}`
		}},
		"good time leaves none": {`{"text":"文","k":1,"published_at":"2026-01-07"}`, func(d Document) bool { return d.PublishedAt.Day() == 7 && d.Extra == `{"k":1}` }},
		"bad bytes": {"{\"text\":\"小\xFF米\",\"k\":\"\xFF\"}", func(d Document) bool {
			return d.Text == "小\ufffd米" && d.Repairs == 2 && d.Status == StatusRepaired && d.Extra == "{\"k\":\"\ufffd\"}"
		}},
		"raw NUL":     {"{\"text\":\"小\x00米\"}", func(d Document) bool { return d.Text == "小\ufffd米" && d.Repairs == 1 }},
		"escaped NUL": {`{"text":"小\u0000米\\u0000"}`, func(d Document) bool { return d.Text == "小\ufffd米\\u0000" && d.Repairs == 1 }},
		"half a surrogate": {`{"text":"\ud83d小\udE00\ud83d\ude00","k":"\uD800"}`, func(d Document) bool {
			return d.Text == "\ufffd小\ufffd😀" && d.Repairs == 3 && d.Extra == `{"k":"\ufffd"}`
		}},
		"truncated":               {`{"text":"还没有说完…"}`, func(d Document) bool { return d.Status == StatusTruncated }},
		"only a title":            {`{"title":"题"}`, func(d Document) bool { return d.Title == "题" && d.Status == StatusOK }},
		"blank line":              {"\n" + `{"text":"文"}`, func(d Document) bool { return d.InputRow == 2 }},
		"spaces around":           {" \t{\"text\":\"文\"} \r\n", func(d Document) bool { return d.Text == "文" }},
		"extra keeps its order":   {`{"b":1,"text":"文","a":{"y":1,"x":2}}`, func(d Document) bool { return d.Extra == `{"b":1,"a":{"y":1,"x":2}}` }},
		"published_at null":       {`{"text":"文","published_at":null}`, func(d Document) bool { return d.Extra == "" && d.Warnings == 0 }},
		"published_at wrong type": {`{"text":"文","published_at":[1]}`, func(d Document) bool { return d.Extra == `{"published_at":[1]}` && d.Warnings == 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			docs := documents(t, JSONLines, strings.NewReader(c.in))
			if len(docs) != 1 || docs[0].Rejected() || !c.check(docs[0]) {
				t.Errorf("%+v", docs)
			}
		})
	}
}

func TestJSONLinesRejected(t *testing.T) {
	for in, reason := range map[string]string{
		`[1]`:                        "not a JSON object but an array",
		`"x"`:                        "not a JSON object but a string",
		`null`:                       "not a JSON object but null",
		`plain words`:                "not JSON",
		`{"text":"a"`:                "JSON ends before it is complete",
		`{"text":"a"} {"text":"b"}`:  "more than one JSON value on the line",
		`{"text":"a","text":"b"}`:    "duplicate key text",
		`{"text":"a","k":1,"k":2}`:   "duplicate key k",
		`{"text":1}`:                 "text is a number, not a string",
		`{"text":"a","source":[]}`:   "source is an array, not a string",
		`{"text":"a","id":true}`:     "id is a boolean, not a string",
		`{"text":"a","about":{}}`:    "about is an object, not a string",
		`{}`:                         "neither title nor text",
		`{"text":" \u200b","k":1}`:   "neither title nor text",
		`{"text":null,"title":""}`:   "neither title nor text",
		"{\"text\":\"a\tb\"}":        "not JSON",
		`{"text":"a","x":{"y":01}}`:  "not JSON",
		`{"text":"a",}`:              "not JSON",
		`{'text':'a'}`:               "not JSON",
		`{"text":"a","q":1,"q":"z"}`: "duplicate key q",
	} {
		docs, originals := records(t, JSONLines, strings.NewReader(`{"text":"before"}`+"\n"+in+"\n"+`{"text":"after"}`))
		if len(docs) != 3 || docs[0].Rejected() || docs[2].Rejected() {
			t.Errorf("%s: %+v", in, docs)
			continue
		}
		d := docs[1]
		if d.Status != StatusRejected || !strings.HasPrefix(d.Reason, reason) {
			t.Errorf("%s: %s %q, want %q", in, d.Status, d.Reason, reason)
		}
		if d.Text != "" || d.Extra != "" || d.InputRow != 2 {
			t.Errorf("%s: a rejected document holds content: %+v", in, d)
		}
		if string(originals[1]) != in {
			t.Errorf("original %q, want %q", originals[1], in)
		}
	}
}

func TestPublishedAt(t *testing.T) {
	want := time.Date(2026, 1, 7, 20, 30, 5, 0, time.UTC)
	for _, s := range []string{
		`"2026-01-07T20:30:05Z"`, `"2026-01-08T04:30:05+08:00"`, `"2026-01-08 04:30:05+0800"`, `"2026-01-07 20:30:05"`,
		`"2026-01-07T20:30:05.000Z"`, `"2026/1/7 20:30:05"`, `"2026年1月7日 20:30:05"`, `1767817805`, `1767817805000`, `"1767817805"`,
		`"1767817805000"`, `"20260107203005"`, `"Thu Jan 08 04:30:05 +0800 2026"`, `1767817805.0`, `"2026-01-07 20:30:05 "`,
	} {
		got, ok := publishedAt([]byte(s))
		if !ok || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s: %v %v", s, got, ok)
		}
	}
	for _, s := range []string{`"昨天"`, `"2026-13-01"`, `true`, `-5`, `1e300`, `"12"`, `"0001-01-01T00:00:00Z"`, `{}`} {
		if got, ok := publishedAt([]byte(s)); ok {
			t.Errorf("%s: %v", s, got)
		}
	}
}
