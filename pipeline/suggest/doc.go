// Package suggest finds words that a lexicon lacks: it counts, from texts that
// are labelled or not, which words stand with which side, and proposes the lines
// that would say so. It edits nothing.
//
// Texts are read twice. The first time a Census counts every word, and every
// short run of words that might be one the segmenter does not know; the second
// time a Survey looks at those that are frequent enough. Both take what several
// goroutines made of parts of the texts in the order of the texts, so that the
// result does not depend on their number.
//
// # What is counted
//
// A word is taken with the side of the texts or sentences that it stands in. Of a
// labelled text that is the text's label. Of any other it is the side on which
// the lexicon's own words stand in the sentence, up to a contrast, as in Turney and
// Littman, "Measuring praise and criticism" (2003). A negator before a word
// turns the side round.
//
// # Scores
//
// Labelled: the log-odds ratio with an informative Dirichlet prior of Monroe,
// Colaresi and Quinn, "Fightin' words" (2008), divided by its deviation.
//
// Unlabelled: the semantic orientation from pointwise mutual information, in
// bits, with half a sentence added to each count, and the votes of conjunctions
// after Hatzivassiloglou and McKeown, "Predicting the semantic orientation of
// adjectives" (1997): what 又 … 又 or 而且 joins stands on one side, what 但
// parts on two. Each of the two is divided by its deviation and they are added
// as Stouffer does.
//
// By such a score alone, what texts are about comes first: the word for a crime
// stands among bad words as the name of a winner among good ones. So the score is
// weighed by the odds that a word which is used like this one judges, see kin:
// adjectives do more often than nouns, and what 很 or 不 stands before more often
// than what they never do. How much more is learned from how the lexicon's own
// words are used in the same texts.
//
// # New words
//
// A run of two or three words of the segmenter is taken for one word where its
// parts come together far more often than chance would bring them (pointwise
// mutual information, the least over the places where it can be parted) and
// where what stands before and after it is free (branching entropy, as in Jin
// and Tanaka-Ishii, "Unsupervised segmentation of Chinese text by use of
// branching entropy", 2006).
package suggest
