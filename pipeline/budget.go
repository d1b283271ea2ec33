package pipeline

import (
	"context"
	"sync"
)

// budget bounds what all batches under way hold together, so that a few very
// long documents do not stand in memory at once. It may be shared between
// goroutines.
type budget struct {
	mu    sync.Mutex
	left  int64
	total int64
	freed chan struct{} // has a token when something was given back
}

func newBudget(total int64) *budget {
	return &budget{left: total, total: total, freed: make(chan struct{}, 1)}
}

// take waits until n is free and takes it; one goroutine may wait at a time.
// What is more than the whole waits for the whole. It returns what was taken.
func (b *budget) take(ctx context.Context, n int64) (int64, error) {
	n = min(n, b.total)
	for {
		b.mu.Lock()
		ok := b.left >= n
		if ok {
			b.left -= n
		}
		b.mu.Unlock()
		if ok {
			return n, nil
		}
		select {
		case <-b.freed:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

func (b *budget) give(n int64) {
	b.mu.Lock()
	b.left += n
	b.mu.Unlock()
	select {
	case b.freed <- struct{}{}:
	default:
	}
}
