package stance

// Rule is one named rule of the engine, as Options.Without takes it and as the
// evidence shows it.
type Rule struct{ Stage, Name string }

// Rules returns every rule in the order in which it acts. Beside them the
// evidence names what a binder or a stage found in more detail: how an unsaid
// role was filled (zero-before, zero-title …), what an outer frame did
// (nest-reject, implied-victim …), and the voice.
func Rules() []Rule {
	var all []Rule
	add := func(stage string, names ...string) {
		for _, n := range names {
			all = append(all, Rule{stage, n})
		}
	}
	add("voices", "voice-quoted", "voice-reported", "voice-headline", "voice-contradicted")
	add("clauses", "clause-contrast")
	for _, r := range links() {
		add("clauses", r.name)
	}
	for _, r := range mentionRules() {
		add("mentions", r.name)
	}
	add("bind", "bind-construction")
	for _, r := range binders() {
		add("bind", r.name)
	}
	add("bind", "bind-coordination")
	for _, r := range nesters() {
		add("nest", r.name)
	}
	for _, r := range zeroBinders() {
		add("resolve", r.name)
	}
	for _, r := range operators() {
		add("operate", r.name)
	}
	add("project", "project-about")
	add("weigh", "weigh-repeated")
	add("bear", ruleBearings)
	return all
}

// AfterGrammar names the rules that weigh whole texts when the grammar has
// spoken.
func AfterGrammar() []string { return []string{ruleBearings} }
