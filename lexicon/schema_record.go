package lexicon

// recordSchema is the schema of a mapping with known fields.
func (w *schemaWriter) recordSchema(s *shape) object {
	properties, required := object{}, []string(nil)
	for i := range s.fields {
		f := &s.fields[i]
		properties = properties.with(f.name, append(object{{"description", f.doc}}, w.of(&f.shape)...))
		if f.required {
			required = append(required, f.name)
		}
	}
	o := object{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}}
	if required != nil {
		o = o.with("required", required)
	}
	if first, second := s.together[0], s.together[1]; first != "" {
		o = o.with("dependentRequired", object{{first, []string{second}}})
	}
	if all := togetherSchemas(s); all != nil {
		o = o.with("allOf", all)
	}
	return o
}

// togetherSchemas says of which fields one has to be there.
func togetherSchemas(s *shape) []object {
	var all []object
	one := func(fields []string, of object) {
		var any []object
		for _, name := range fields {
			o := object{{"required", []string{name}}}
			if of != nil {
				o = o.with("properties", object{{name, of}})
			}
			any = append(any, o)
		}
		if any != nil {
			all = append(all, object{{"anyOf", any}})
		}
	}
	one(s.anyOf, nil)
	one(s.filled, object{{"minItems", 1}})
	one(s.said, object{{"pattern", `\S`}})
	return all
}
