using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>What a <see cref="SegmentSink"/> keeps, and where, by the configuration in force. Pure.</summary>
internal interface ISegmentPolicy
{
    /// <summary>Where segments go; null: this sink is switched off, and nothing may be kept any more.</summary>
    SegmentTarget? TargetIn(RouterConfig config);

    /// <summary>Whether a generation is for this sink at all.</summary>
    bool Takes(GenerationRecord record, RouterConfig config);

    /// <summary>Whether its content may be stored at this moment, whatever was decided when it was captured.</summary>
    bool MayStoreContent(GenerationRecord record, RouterConfig config);
}
