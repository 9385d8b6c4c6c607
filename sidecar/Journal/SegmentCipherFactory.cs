namespace K8sRouter.Sidecar.Journal;

/// <summary>Makes the cipher of a segment from its data key.</summary>
internal delegate ISegmentCipher SegmentCipherFactory(ReadOnlySpan<byte> dataKey);
