using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

public class ContentReferenceTests
{
    private static readonly DestinationEntry Reference =
        Traced.Full with { ContentMode = ContentModes.Reference, ContentPlace = "gs://team-a-prompts/k8srouter" };

    [Fact]
    public void A_reference_begins_like_the_name_of_the_object_that_will_hold_the_content()
    {
        var root = Root(Traced.Success() with { ContentLogged = true }, Reference);

        Assert.Equal("logged", root["k8srouter.content"]);
        Assert.Equal("gs://team-a-prompts/k8srouter/content/workspace=team-a/dt=2025-11-20/hour=12/AbCdEf-", root["k8srouter.content.reference"]);
        Assert.Equal(Records.Id, root["k8srouter.content.generation_id"]);
        string named = ObjectNames.Content("k8srouter", "team-a", Records.Arrived, "AbCdEf", ObjectNames.Segment(1, 2));
        Assert.StartsWith((string)root["k8srouter.content.reference"], "gs://team-a-prompts/" + named, StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_sidecars_own_folder_it_is_the_path_within_it()
    {
        var root = Root(Traced.Success() with { ContentLogged = true }, Reference with { ContentPlace = null });

        Assert.Equal("content/workspace=team-a/dt=2025-11-20/hour=12/AbCdEf-", root["k8srouter.content.reference"]);
    }

    [Fact]
    public void What_isnt_logged_has_no_reference()
    {
        var root = Root(Traced.Success(), Reference);

        Assert.Equal("not_logged", root["k8srouter.content"]);
        Assert.DoesNotContain("k8srouter.content.reference", root.Keys);
    }

    [Fact]
    public void The_text_isnt_sent_beside_it()
    {
        var record = Traced.Success() with { ContentLogged = true };
        string json = System.Text.Encoding.UTF8.GetString(Traced.Json(record, Traced.Content("canary", "canary"), Reference));

        Assert.DoesNotContain("canary", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ContentModes.Full)]
    [InlineData(ContentModes.None)]
    public void Other_modes_hold_no_reference(string mode) =>
        Assert.DoesNotContain(
            Root(Traced.Success() with { ContentLogged = true }, Reference with { ContentMode = mode }).Keys,
            key => key.StartsWith("k8srouter.content", StringComparison.Ordinal));

    private static Dictionary<string, object> Root(GenerationRecord record, DestinationEntry destination) =>
        Traced.Attributes(Traced.Root(Traced.Json(record, Traced.Content(), destination)));
}
