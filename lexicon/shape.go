package lexicon

// The shapes of the YAML files of a lexicon. This is the one home of the names
// of their fields: the readers refuse what is not here (see record), and the
// schemas by which editors complete and check are made from it (see Schema).
// What only a whole lexicon can show, as whether a class is known, is no part
// of a shape. They are functions, so that nobody can change them at run time.

func metaShape() shape {
	return recordOf("lexicon.yaml", "A lexicon: what it is called, whom it judges, how it weighs.",
		textField("name", "What the lexicon is called: the name of its folder.").must(),
		textField("version", `The version for people, in quotes: 1.10 would be read as 1.1.`).must(),
		listField("extends", "The lexicons that this one builds on: names of folders beside its own, or of embedded lexicons.",
			shape{kind: textKind, pattern: `^[^/\\]+$`, not: []string{".", ".."}}),
		listField("targets", "Those whom the lexicon judges, in the order of their columns.", targetShape()),
		listField("entities", "Those who act and are not judged: rivals, the public, the press.", entityShape()),
		field{name: "weights", doc: "The engine's numbers, where they differ from those of the extended lexicons.", shape: weightsShape()},
	)
}

func targetShape() shape {
	s := recordOf("a target", "One of those whom the lexicon judges.",
		field{name: "id", doc: "The prefix of the target's columns: a lower-case letter, then letters, digits and _.", required: true,
			shape: shape{kind: textKind, pattern: columnName.String(), not: reservedIDs()}},
		textField("label", "What people call the target.").must(),
		choiceField("group", "What it is, which decides the pronouns that fit.", Groups()).must(),
		wordsField("names", "Proper names."),
		wordsField("nouns", "Class nouns that mean the target where nothing else qualifies them: 博主, 用户."),
		listField("parts", "What belongs to the target: its people, products, organs.", partShape()),
		listField("descriptions", "Ways to speak of the target without a name.", descriptionShape()),
		wordsField("pronouns", "Pronouns that can mean the target: 该公司, 它."),
		wordsField("homonyms", "Longer words that hold a name of the target and mean nobody."),
		listField("deeds", "Whose acts are the target's where the text names no doer.", deedShape()),
		numberField("first_person", "How surely 我们, as the one whom an act is done to, means the target.", unitSpan()),
	)
	s.filled = []string{"names", "nouns", "parts", "descriptions"}
	return s
}

func partShape() shape {
	return recordOf("a part", "Names of what belongs to the target.",
		wordField("kind", "What they name: person, staff, product, organ, …").must(),
		wordsField("names", "The names.").some().must(),
		numberField("weight", "The factor of what reaches the target through the part; 1 if absent.", unitSpan()),
		wordsField("shields", "Classes whose effects stop at the part: who punishes its staff is not punished with them."),
	)
}

func descriptionShape() shape {
	return recordOf("a description", "A way to speak of the target without a name.",
		wordField("text", "The words.").must(),
		numberField("confidence", "How surely they mean the target.", unitSpan()).must(),
	)
}

func deedShape() shape {
	return recordOf("a deed", "An act that is the target's unless the text names somebody else.",
		wordField("class", "The class of the act.").must(),
		wordField("against", "The id of the target that it is done to.").must(),
		numberField("confidence", "How surely the act is the target's; 1 if absent.", unitSpan()),
	)
}

func entityShape() shape {
	return recordOf("an entity", "Somebody who acts and is not judged.",
		wordField("id", "What the entity is called in traces.").must(),
		choiceField("group", "What it is, which decides the pronouns that fit.", Groups()).must(),
		wordsField("names", "The names.").some().must(),
	)
}

func weightsShape() shape {
	s := recordOf("weights", "The engine's numbers.")
	for _, w := range WeightNames() {
		s.fields = append(s.fields, numberField(w.Name, w.Doc+".", w.span()))
	}
	return s
}

// classesShape is that of classes.yaml: under the key classes, or bare, a list;
// under the key also a mapping by name.
func classesShape() shape {
	listed, named := classShape(true), classShape(false)
	all := shape{kind: listKind, what: "classes", items: &listed}
	byName := shape{kind: tableKind, what: "classes", items: &named}
	under := recordOf("classes.yaml", "",
		field{name: "classes", doc: "The classes, as a list or by their names.", required: true, shape: shape{oneOf: []shape{all, byName}}})
	return shape{doc: "The semantic classes and their defaults.", oneOf: []shape{under, all}, empty: true}
}

// classShape is that of a class, with its name unless that is its key.
func classShape(named bool) shape {
	s := recordOf("a class", "The defaults of the terms of one semantic class.",
		textField("gloss", "What the class means, for people."),
		choiceField("pos", "The part of speech of its terms: v transitive verb, vi intransitive verb, a adjective or idiom, n noun that describes somebody, x exclamation.", PartsOfSpeech()).must(),
		numberField("strength", "How strong its effects are; 1 if absent.", unitSpan()),
		effectsField("effects", "Who takes an attitude toward whom."),
		effectsField("rejected", "Instead of effects, where an outer predicate rejects the frame."),
		effectsField("stopped", "Instead of effects, where the agent ends the frame."),
		effectsField("negated", "Instead of effects, under a negator."),
		choiceField("harms", "The role that the act is bad for.", names(Roles())),
		choiceField("helps", "The role that the act is good for.", names(Roles())),
		choiceField("neg", "What a negator does to the effects; flip if absent.", names(Negations())),
		choiceField("content", "How it treats a frame that is its content; it takes none if absent.", names(Treatments())),
		numberField("polarity", "The sign of the class for the sentiment of a text.", &span{only: []float64{-1, 0, 1}}),
	)
	if named {
		s.fields = append([]field{wordField("name", "What the class is called in tables.").must()}, s.fields...)
	} else {
		s.def = "class-by-name"
	}
	return s
}

func cuesShape() shape {
	s := recordOf("cues.yaml", "Function words and markers, by what they do.")
	s.empty = true
	for _, k := range cueKinds() {
		group := cueGroupShape()
		if k.kind == CueAspect || k.kind == CueImplying {
			group.what = "a group of aspects"
			group.fields = append(group.fields, wordsField("of", "The aspects that the words are parts of, or that they imply.").some())
		}
		s.fields = append(s.fields, listField(string(k.kind), k.doc+".", group))
	}
	return s
}

func cueGroupShape() shape {
	return recordOf("a group of cues", "Words that have the same value.",
		wordsField("words", "The words.").some().must(),
		numberField("value", "A number whose meaning depends on the kind; 0 if absent.", nil),
	)
}

// constructionsShape is that of constructions.yaml: a list, bare or under the
// key constructions.
func constructionsShape() shape {
	one := constructionShape()
	all := shape{kind: listKind, what: "constructions.yaml", items: &one}
	under := recordOf("constructions.yaml", "",
		field{name: "constructions", doc: "The constructions.", required: true, shape: all})
	return shape{doc: "Frames made by a series of words with gaps.", oneOf: []shape{under, all}, empty: true}
}

func constructionShape() shape {
	return recordOf("a construction", "A frame made by a series of words with gaps.",
		wordField("pattern", "Words that stand for themselves, {a|b} one of several, {role} a gap that fills a role, {...} one that fills none.").must(),
		choiceField("pos", "The part of speech; the class's if absent.", PartsOfSpeech()),
		textField("class", "The class, which gives the defaults.").must(),
		numberField("strength", "How strong its effects are; the class's if absent.", unitSpan()),
		effectsField("effects", "Who takes an attitude toward whom; the class's if absent."),
		choiceField("neg", "What a negator does to the effects; the class's if absent.", names(Negations())),
		choiceField("content", "How it treats a frame that is its content; the class's if absent, none takes that away.", append(names(Treatments()), none)),
		textField("note", "A remark for people."),
	)
}

// testsShape is that of tests/**/*.yaml, by what the engine says.
func testsShape(words TestVocabulary) shape {
	one := testShape(words)
	return shape{kind: listKind, what: "a file of tests", doc: "Example texts, and what is found in each.", items: &one, empty: true}
}

func testShape(words TestVocabulary) shape {
	twin := exampleShape("a twin", "The same with a change, and what that does.", words)
	s := exampleShape("a test", "An example text, and what is found in it.", words)
	s.fields = append(append([]field{
		textField("name", "A word for the report."),
		textField("note", "A remark for the report."),
		choiceField("rule", "A rule of the engine without which something else is found in the text or its twin.", words.Rules),
		textField("shows", "What stands among the rules of the evidence."),
		textField("stronger", "The id of a target toward which the text stands further from neutral than its twin."),
	}, s.fields...), field{name: "twin", doc: twin.doc, shape: twin})
	s.together = [2]string{"stronger", "twin"}
	return s
}

func exampleShape(what, doc string, vocabulary TestVocabulary) shape {
	label := shape{kind: textKind, known: vocabulary.Labels}
	s := recordOf(what, doc,
		textField("title", "The title."),
		textField("text", "The text."),
		textField("about", "Whom a comment is about: id, label or name of a target, or the text's own."),
		textField("target", "A name to judge beside the lexicon's targets."),
		field{name: "want", doc: "The labels by the ids of targets; a target that is not named is NONE.", shape: shape{kind: tableKind, what: "want", items: &label}},
		choiceField("sentiment", "The sentiment of the whole text; nothing is expected if absent.", vocabulary.Sentiments),
		wordsField("evidence", "Words that stand in the evidence.").some(),
		listField("found", "All evidence in the order of the text, each as word +target or word -target.", shape{kind: textKind, pattern: `\S[\s\S]* [+-]`}),
	)
	s.said = []string{"text", "title"}
	s.anyOf = []string{"want", "sentiment", "evidence", "found"}
	return s
}
