package stance

// Version names the engine's rules; it grows whenever the same lexicon may
// judge the same text differently.
//
// 1: the first rules of all twelve stages.
const Version = "1"
