// Package lexicon holds what words mean: whom a lexicon judges, by which names
// they are known, which terms turn for or against whom, and the function words
// that bend a meaning. It loads, checks, merges and hashes lexicons; it knows
// nothing of segmentation, of files of text or of datasets.
//
// # A lexicon is a folder
//
//	lexicon.yaml         name, version, extends, targets, entities, weights
//	classes.yaml         the semantic classes and their defaults
//	terms/*.tsv          one term a line
//	cues.yaml            function words by kind
//	constructions.yaml   frames made by a series of literals with gaps
//	segment.dict         words that the segmenter must know
//	bearings.tsv         what traits of a text speak for, found from labelled texts
//	refused.tsv          terms that were considered and refused, with the reason
//	tests/**/*.yaml      what it finds in example texts; judging ignores them
//
// The names of the fields in YAML, with their types and values, have their home
// in shape.go; Schema makes JSON Schemas of it. A field that has nothing to say
// is left out: a key without a value and an empty string are errors.
//
// All but lexicon.yaml may be missing. Files ending in .md or .txt, LICENSE and
// dot files are left alone; any other file is an error, so that a misspelt name
// is not silently ignored. Files are UTF-8; a byte order mark and CRLF line
// ends are tolerated. Texts are simplified Chinese, half-width letters and
// digits, lower case, without control or zero-width characters: this is what a
// text is normalised to before anything is looked for in it. Only the words of
// segment.dict keep their case, since texts are cut before case is folded.
//
// Whoever wrote it, a lexicon is read from its own folder alone: a symbolic
// link has to stay inside, and extends names no paths. How much is read is
// bounded; see the constants at maxFiles.
//
// # lexicon.yaml
//
//	name: xiaomi-kol
//	version: "0.1.0"             # quoted: 1.10 would be read as 1.1
//	extends: [general]
//	targets:
//	  - id: xiaomi               # [a-z][a-z0-9_]*, the prefix of its columns
//	    label: 小米
//	    group: org               # org, person or people
//	    names: [小米, 小米集团]    # proper names
//	    nouns: []                # class nouns: 博主, 用户
//	    parts:
//	      - {kind: person, names: [雷军, 雷总], weight: 1}
//	      - {kind: staff, names: [徐洁云], weight: 0.9, shields: [sanction]}
//	    descriptions:
//	      - {text: 公关部, confidence: 0.6}
//	    pronouns: [该公司, 它]
//	    homonyms: [小米粥]        # longer strings that mean nobody here
//	    first_person: 0.5         # 我们, as whom something is done to, means it this surely
//	    deeds:                    # whose an act is where the text names no doer
//	      - {class: hostile, against: fans, confidence: 0.6}
//	entities:
//	  - {id: rival, group: org, names: [华为, 特斯拉]}
//	weights:
//	  favor_threshold: 0.3
//
// # Extending
//
// A lexicon inherits everything of those it extends. A name in extends is a
// folder beside the lexicon's own, else an embedded lexicon. Where both say
// something, the extending one replaces: weights by name, classes by name, cues
// by kind and word, constructions by pattern, segment words by word, and terms
// by text (all senses of the inherited one at once). Entities of
// the same id are united; a name that two of them have belongs to the one named
// last. Targets are only added; a target's name is taken from an inherited
// entity that has it.
//
// # classes.yaml
//
// A list (or a map by name) under the key classes.
//
//	classes:
//	  - name: hostile
//	    gloss: an unfair act against somebody
//	    pos: v                        # see PartsOfSpeech
//	    strength: 0.8                 # in (0, 1], 1 if absent
//	    effects: [author>agent-1]
//	    rejected: []                  # instead of effects, under a rejection
//	    stopped: [author>agent-0.3]   # instead of effects, when ended
//	    negated: []                   # instead of effects, under a negator
//	    harms: patient                # the role it is bad for
//	    helps: beneficiary            # the role it is good for
//	    neg: cancel                   # flip (if absent), cancel, weaken
//	    content: keep                 # how it treats a nested frame; see Treatments
//	    polarity: -1                  # -1, 0, 1
//
// An effect reads holder>role±value: who takes an attitude toward the filler of
// which role, and how strongly, in [-1, 1] without 0. The holder is author or a
// role. The roles are those of Roles. In a table effects are joined by ";".
//
// # terms/*.tsv
//
// The first line that is no comment names the columns, in any order; term and
// class must be there:
//
//	term  pos  class  strength  effects  neg  content  when  note
//
// Cells are separated by tabs, trailing empty cells may be left out, an empty
// cell is the class's default, "none" in effects or content takes the class's
// away. Variants of a term are joined by "|". Lines that are blank or start
// with "#" are skipped. The column when limits a term: of=价格,油耗;not=配置
// asks for one of the words of, and none of the words not; patient=people holds
// where the patient is of that group (one of Groups). Of several senses that hold
// the one for the patient counts, then one that asks for words, then one that
// only forbids some, then one without a condition. Where every sense waits for
// its patient, the term says nothing without one.
//
// One text may stand in several lines with different classes or conditions; two
// lines of the same text, class and condition are an error, and so are two that
// pull in opposite directions under the same condition.
//
// # cues.yaml
//
//	negator:
//	  - {words: [不, 没有], value: -1}
//
// The kinds are those of CueKinds. The value is a number whose meaning depends
// on the kind; 0 if absent. The words of the kind aspect name parts and qualities
// of things, and so do longer names that end with one of them; those of value 1
// may be products of their own, and do so by themselves alone. The key of lists
// the aspects that the words of this kind are parts of, or that those of the kind
// implying judge without naming them.
//
//	aspect:
//	  - {words: [噪音, 隔音], of: [舒适性]}
//
// # constructions.yaml
//
//   - {pattern: "把{patient}当{猴|韭菜}", class: harm, strength: 0.9}
//
// with effects, neg, content, pos and note as for a term. In a pattern plain
// text stands for itself, {a|b} is one of several literals, {role} a gap that
// fills a role and {...} a gap that fills none. Two gaps cannot touch.
//
// # segment.dict
//
// word, frequency and tag, separated by one space; "#" comments.
//
// # bearings.tsv
//
// The column trait, then for each target its id with + and with -: how much a
// trait of a text speaks for its being in favor of or against the target, in
// logits beyond those of saying neither. A trait is a run of up to three units
// of the text; a unit is a character, a run of Latin letters, a run of digits
// (written 0), or a mention, written {id} of a target and {org}, {person} or
// {people} of somebody else. A trait that begins with a colon is something that
// the engine found out; they are listed at stance.StateTraits. The table is not
// written by hand: the command learn makes it from labelled texts. The columns
// target+ and target- speak of the target that the input names, sentiment+ and
// sentiment- of the text as a whole. A lexicon takes each column that it has not
// from the last one that it extends.
//
// # refused.tsv
//
// A header line with at least the column term; the other columns are free. A
// lexicon that uses a term it refused gets a warning.
//
// # Silencing
//
// CheckRules tells of every rule of the check command. A line silences a
// warning about itself by ok(RULE): and the reason, in a table's column note or
// a comment of YAML. Errors cannot be silenced.
//
// # tests/**/*.yaml
//
// Lists of example texts and what is expected of each; of the lexicon's own
// folder, not of those it extends.
//
//   - text: 该博主长期抹黑小米用户
//     want: {kol: AGAINST}       # a target that is not named is NONE
//     sentiment: NEG             # POS, NEG or NEU; nothing expected if absent
//     evidence: [长期抹黑]         # words that must stand in the evidence
//   - name: a word for the report, as is note
//     title: 如何看待该博主道歉
//     text: 晚了
//     about: kol                 # whom a comment is about: id, label or name
//     target: 某品牌              # the row's own; want may name it
//     want: {kol: AGAINST}
//     twin:                      # the same with a change, and what that does
//     title: 如何看待小米道歉
//     text: 晚了
//     want: {xiaomi: AGAINST}
//
// One of want, sentiment, evidence and found must be there. Found lists all
// evidence in the order of the text, as word +target or word -target, so that
// any other is a failure:
//
//   - text: 该博主长期抹黑小米用户
//     want: {kol: AGAINST}
//     found: [长期抹黑 -kol]
//
// The command test --pin writes such tests for texts that it is given; those in
// tests/pins/ are run like all others. Tests of the engine also
// have rule (without it something else is found in the text or its twin), shows
// (what stands among the rules of the evidence) and stronger (a target toward
// which the text stands further from neutral than its twin).
//
// # Hash
//
// Hash covers what the merged lexicon means, and nothing else: not the order or
// the names of files, comments, blank lines, glosses, notes, or the name and
// version (two names for one meaning are one lexicon to the engine). It does
// cover the order of the targets, which is the order of their columns. Its
// input is described at writeCanonical. Two lexicons with the same hash are
// equal in memory but for names, notes and positions: every slice is sorted by
// meaning, never by the order of the files.
package lexicon
