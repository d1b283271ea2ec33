package output

import "golang.org/x/sys/unix"

// exchange swaps two paths in one step; ok is false where the file system
// cannot.
func exchange(a, b string) (ok bool, err error) {
	err = unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	switch err {
	case nil:
		return true, nil
	case unix.EINVAL, unix.ENOSYS, unix.ENOTSUP:
		return false, nil
	default:
		return false, err
	}
}
