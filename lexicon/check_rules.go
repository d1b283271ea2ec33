package lexicon

import "strings"

// CheckRule is one thing that is looked for in a lexicon's files.
type CheckRule struct {
	Name  string
	Level Level
	// Says tells what is wrong, and what to do about it.
	Says string
	// Example is a lexicon that breaks the rule: files and what they hold. It
	// extends general; where it has no lexicon.yaml, that is all it would say.
	Example []ExampleFile
}

// ExampleFile is a file of a lexicon.
type ExampleFile struct {
	Name, Content string
	Link          bool // a symbolic link to Content
}

// RulesBeyond returns the rules for what a lexicon's files do not show: whether
// a text lets its terms through. Check does not look for it; see AddWarnings.
func RulesBeyond() []CheckRule {
	const file = "terms/a.tsv"
	return []CheckRule{
		{"swallowed", Warning, "A term in whose place another is always found: its normal form is that one, or another sense of the text is taken wherever this one could be. Take it out.",
			[]ExampleFile{{Name: file, Content: "term\tclass\twhen\n甲乙\tfault\tof=价格,服务\n甲乙\ttrouble\tof=服务\n"}}},
		{"unheard", Warning, "A term that no text lets through: it is not written as texts are judged, or nothing can meet its condition.",
			[]ExampleFile{{Name: file, Content: "term\tclass\n唔唔唔唔唔\tsad\n"}}},
	}
}

// CheckRules returns every rule of Check, by name. Those of level Warning can be
// silenced in the line that they are about: ok(NAME): the reason.
func CheckRules() []CheckRule {
	const (
		meta, classes, cues, terms = "lexicon.yaml", "classes.yaml", "cues.yaml", "terms/a.tsv"
		frames, words, refused     = "constructions.yaml", "segment.dict", "refused.tsv"
		tests                      = "tests/a.yaml"

		head   = "name: mine\nversion: \"1\"\n" // of lexicon.yaml
		body   = head + "extends: [general]\n"
		table  = "term\tclass\twhen\n"
		strong = "term\tclass\tstrength\n"
	)
	one := func(name, content string) []ExampleFile { return []ExampleFile{{Name: name, Content: content}} }
	return []CheckRule{
		{"class", Error, "A term or construction names a class that neither this lexicon nor one that it extends has.", one(terms, table+"甲乙\tnosuch\n")},
		{"columns", Error, "A row has more cells than the header names, or lacks those that must be there.", one(terms, table+"甲乙\n")},
		{"condition", Error, "The column when is not of the form of=a,b;not=c;patient=people.", one(terms, table+"甲乙\tfault\tif=价格\n")},
		{"conflict", Error, "Two senses of a text pull in opposite directions under the same condition, or a cue makes both stronger and weaker; nothing could choose.", one(terms, table+"甲乙\tfault\n甲乙\tmerit\n")},
		{"control", Error, "A control character stands in a file; no text holds one.", one(terms, table+"甲\x01乙\tfault\n")},
		{"cue-kind", Error, "cues.yaml names a kind of function word that the engine does not know.", one(cues, "negators:\n  - {words: [不]}\n")},
		{"duplicate", Error, "Something stands twice, so that one of the two would be without effect.", one(terms, table+"甲乙\tfault\n甲乙\tfault\n")},
		{"effect", Error, "An effect is not of the form holder>role+value, or is nobody's.", one(classes, "classes:\n  - {name: c, pos: v, effects: [author>agent]}\n")},
		{"empty", Error, "A value that has to be there is empty.", one(terms, table+"甲乙||丙丁\tfault\n")},
		{"entity", Error, "An entity has two groups, here and in a lexicon that this one extends.", one(meta, body+"entities:\n  - {id: public, group: org, names: [甲]}\n")},
		{"extends", Error, "A lexicon extends one that is not there, or itself.", one(meta, head+"extends: [general, nosuch]\n")},
		{"header", Error, "A table's first line does not name the columns, or names one that is not known.", one(refused, "word\treason\n甲乙\tsaid of two things\n")},
		{"homonym", Error, "A homonym holds no name of its target, so that there is nothing to strike out.", one(meta, body+"targets:\n  - {id: a, label: 甲, group: org, names: [甲乙], homonyms: [丙丁]}\n")},
		{"look-alike", Error, "A character that looks like another and never stands in a text as it is judged: full width, zero width.", one(terms, table+"甲ＡＢ\tfault\n")},
		{"missing-field", Error, "A field that has to be there is not.", one(classes, "classes:\n  - {name: c}\n")},
		{"names-alike", Error, "Two targets, or a target and somebody else, bear the same name.", one(meta, body+"targets:\n  - {id: a, label: 甲, group: org, names: [甲乙]}\n  - {id: b, label: 乙, group: org, names: [甲乙]}\n")},
		{"number", Error, "A number is not written as a plain decimal.", one(terms, strong+"甲乙\tfault\t0,8\n")},
		{"outside", Error, "A symbolic link that leads out of the lexicon's folder or nowhere, or a pipe or device; only what lies in the folder is read.", []ExampleFile{{Name: terms, Content: "/etc/hostname", Link: true}}},
		{"pattern", Error, "A construction's pattern cannot be read, or could not be matched.", one(frames, "- {pattern: \"把{patient}{topic}\", class: fault}\n")},
		{"range", Error, "A number is out of its range.", one(terms, strong+"甲乙\tfault\t1.5\n")},
		{"refused", Warning, "A term stands in refused.tsv, where it was refused for a reason.", []ExampleFile{{Name: refused, Content: "term\treason\n甲乙\tsaid of two things\n"}, {Name: terms, Content: table + "甲乙\tfault\n"}}},
		{"role", Error, "An effect or pattern names a role that no frame has.", one(classes, "classes:\n  - {name: c, pos: v, effects: [author>doer-1]}\n")},
		{"segment-word", Error, "A line of segment.dict is not of the form word frequency tag.", one(words, "甲乙 n\n")},
		{"silence", Error, "A line silences a rule that there is not, that is an error, that finds nothing there, or without saying why.", one(terms, "term\tclass\tnote\n甲乙\tfault\tok(duplicate): it is not\n")},
		{"size", Error, "A file, a table or a word is far larger than any lexicon needs.", one(terms, table+strings.Repeat("甲乙", 300)+"\tfault\n")},
		{"target-id", Error, "A target's id cannot be the name of a column.", one(meta, body+"targets:\n  - {id: Maker, label: 甲, group: org, names: [甲乙]}\n")},
		{"traditional", Error, "A word is written in traditional characters; texts are judged in simplified ones.", one(terms, table+"詆毀\tfault\n")},
		{"type", Error, "A value is of another kind than its field wants: a number for a text, a text for a list.", one(meta, body+"targets: 甲\n")},
		{"unknown-field", Error, "A field that there is not; probably misspelt.", one(classes, "classes:\n  - {name: c, pos: v, efects: []}\n")},
		{"unknown-file", Error, "A file that is none of a lexicon's; probably misspelt.", one("term/a.tsv", "\n")},
		{"unknown-target", Error, "A test names a target that the lexicon has not.", one(tests, "- text: 甲乙\n  want: {nobody: FAVOR}\n")},
		{"unknown-value", Error, "A value that is none of those that its field may have.", one(classes, "classes:\n  - {name: c, pos: verb}\n")},
		{"upper-case", Error, "An upper-case letter: texts are folded to lower case before anything is looked for.", one(terms, table+"APP烂\tfault\n")},
		{"utf-8", Error, "A byte that is not UTF-8.", one(terms, table+"甲\xff乙\tfault\n")},
		{"weight", Error, "A weight that the engine does not know, or one that it needs and nobody gives.", one(meta, body+"weights: {favour_threshold: 0.3}\n")},
		{"whitespace", Error, "Whitespace around a cell, which no text would match.", one(terms, table+"甲乙 \tfault\n")},
		{"yaml", Error, "A file is not YAML, or holds more than one document.", one(cues, "negator: [\n")},
	}
}
