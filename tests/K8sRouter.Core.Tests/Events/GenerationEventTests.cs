using System.Buffers;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Events;
using K8sRouter.Core.Tests.Destinations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Events;

public class GenerationEventTests
{
    [Fact]
    public void The_envelope_is_cloudevents_and_the_data_has_the_facts()
    {
        var written = JsonElement.Parse(Write(Traced.Success()));

        Assert.Equal("1.0", written.GetProperty("specversion").GetString());
        Assert.Equal(Records.Id, written.GetProperty("id").GetString());
        Assert.Equal("/k8srouter/workspaces/team-a/sidecars/AbCdEf", written.GetProperty("source").GetString());
        Assert.Equal("io.k8srouter.generation.v1", written.GetProperty("type").GetString());
        Assert.Equal("2025-11-20T12:00:00.351Z", written.GetProperty("time").GetString());
        var data = written.GetProperty("data");
        Assert.Equal(("openai/gpt-5-mini", "openai", 15, 0.00297m), (
            data.GetProperty("model").GetString(), data.GetProperty("provider").GetString(),
            data.GetProperty("total_tokens").GetInt32(), data.GetProperty("cost").GetDecimal()));
    }

    [Fact]
    public void Where_it_came_from_is_told_where_it_is_known()
    {
        var data = JsonElement.Parse(Write(Records.Completed() with { Pod = "web-1", ServiceAccount = "web", Workload = "Deployment/web" })).GetProperty("data");
        Assert.Equal(
            ("web-1", "web", "Deployment/web"),
            (data.GetProperty("pod").GetString(), data.GetProperty("service_account").GetString(), data.GetProperty("workload").GetString()));
        Assert.Equal(JsonValueKind.Null, JsonElement.Parse(Write(Records.Completed())).GetProperty("data").GetProperty("pod").ValueKind);
    }

    [Fact]
    public void Unknown_is_null() =>
        Assert.Equal(JsonValueKind.Null, JsonElement.Parse(Write(Records.Completed())).GetProperty("data").GetProperty("cost").ValueKind);

    private static string Write(Core.Generations.GenerationRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new GenerationEvent(record).Write(writer);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
