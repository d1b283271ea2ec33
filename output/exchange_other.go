//go:build !linux

package output

// exchange swaps two paths in one step, which only Linux can.
func exchange(_, _ string) (ok bool, err error) { return false, nil }
