using K8sRouter.Core.Destinations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

public class DestinationSelectorTests
{
    [Fact]
    public void A_destination_takes_what_nothing_forbids_with_content_in_full_mode_alone()
    {
        Assert.Equal(new(true, true, null), DestinationSelector.Decide(Records.Completed(), Traced.Full));
        Assert.Equal(new(true, false, null), DestinationSelector.Decide(Records.Completed(), Traced.Full with { ContentMode = ContentModes.None }));
        Assert.Equal(new(true, false, null), DestinationSelector.Decide(Records.Completed(), Traced.Full with { ContentMode = ContentModes.Reference }));
    }

    [Fact]
    public void Every_refusal_has_its_reason()
    {
        Assert.Equal(DestinationRefusals.Disabled, DestinationSelector.Decide(Records.Completed(), Traced.Full with { Enabled = false }).Reason);
        Assert.Equal(DestinationRefusals.Region, DestinationSelector.Decide(Records.Completed() with { DataRegion = "europe" }, Traced.Full).Reason);
        Assert.Equal(DestinationRefusals.ApiKey, DestinationSelector.Decide(Records.Completed(), Traced.Full with { ApiKeyHashes = ["aa"] }).Reason);
        Assert.Equal(DestinationRefusals.Sampling, DestinationSelector.Decide(Records.Completed(), Traced.Full with { SamplingRate = 0.0001m }).Reason);
        Assert.True(DestinationSelector.Decide(Records.Completed() with { ApiKeyHash = "aa" }, Traced.Full with { ApiKeyHashes = ["aa"] }).Send);
    }
}
