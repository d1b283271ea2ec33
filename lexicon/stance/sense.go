package stance

import "lichang/lexicon"

// sense is a term made ready: the roles that its effects need.
type sense struct {
	term  *lexicon.Term
	roles roleSet
	// subject is the role that the subject of a plain clause fills.
	subject roleID
	of, not [][]rune // the words of its condition
	neutral bool     // it only keeps shorter words from being found
	// denies says that the text is a negator and a word (不喜欢): denied again it
	// says that word.
	denies bool
}

// ofPatient says whether the sense depends on who its patient is.
func (s *sense) ofPatient() bool { return s.term.When.Patient != nil }

type roleSet uint8

func (s roleSet) has(r roleID) bool { return s&(1<<r) != 0 }

var roleNames = [roleCount]lexicon.Role{
	agent: lexicon.Agent, patient: lexicon.Patient, topic: lexicon.Topic, cause: lexicon.Cause,
	comitative: lexicon.Comitative, beneficiary: lexicon.Beneficiary, standard: lexicon.Standard,
}

// roleOf returns the id of a role, false for author, content and "".
func roleOf(r lexicon.Role) (roleID, bool) {
	for id, name := range roleNames {
		if name == r {
			return roleID(id), true
		}
	}
	return 0, false
}

func newSense(t *lexicon.Term) sense {
	s := sense{term: t, subject: topic, neutral: t.Class.Name == "neutral"}
	add := func(r lexicon.Role) {
		if id, ok := roleOf(r); ok {
			s.roles |= 1 << id
		}
	}
	for _, w := range t.When.Of {
		s.of = append(s.of, []rune(w))
	}
	for _, w := range t.When.Not {
		s.not = append(s.not, []rune(w))
	}
	if t.When.Patient != nil {
		s.roles |= 1 << patient
	}
	c := t.Class
	for _, list := range [][]lexicon.Effect{t.Effects, c.Rejected, c.Stopped, c.Negated} {
		for _, e := range list {
			add(e.From)
			add(e.To)
		}
	}
	add(c.Harms)
	add(c.Helps)
	if t.POS == "v" || s.roles.has(agent) || s.roles.has(patient) || t.Content != "" {
		s.subject = agent
	}
	return s
}
