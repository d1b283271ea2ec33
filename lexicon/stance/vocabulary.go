package stance

import "lichang/lexicon"

// TestVocabulary returns the engine's words that a lexicon's tests may use.
func TestVocabulary() lexicon.TestVocabulary {
	words := lexicon.TestVocabulary{
		Labels:     []string{string(Favor), string(Against), string(None)},
		Sentiments: []string{Positive, Negative, Neuter},
	}
	for _, r := range Rules() {
		words.Rules = append(words.Rules, r.Name)
	}
	return words
}
