using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Tests.Generations;

public sealed class GenerationRecordTests
{
    [Fact]
    public void A_row_without_a_pod_is_as_rows_were_before_there_were_any()
    {
        string row = Encoding.UTF8.GetString(Records.Row(Records.Completed()));
        Assert.DoesNotContain("pod", row, StringComparison.Ordinal);
        Assert.DoesNotContain("service_account", row, StringComparison.Ordinal);
        Assert.DoesNotContain("workload", row, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize(row, GenerationRecordJson.Default.GenerationRecord)!;
        Assert.Equal((1, null, null, null), (read.Version, read.Pod, read.ServiceAccount, read.Workload));
    }

    [Fact]
    public void A_row_says_where_the_call_came_from()
    {
        var record = Records.Completed() with { Pod = "web-1", ServiceAccount = "web", Workload = "Deployment/web" };
        var row = JsonElement.Parse(Records.Row(record));
        Assert.Equal(
            ("web-1", "web", "Deployment/web"),
            (row.GetProperty("pod").GetString(), row.GetProperty("service_account").GetString(), row.GetProperty("workload").GetString()));
    }

    [Fact]
    public void A_row_without_lists_has_empty_ones()
    {
        var row = System.Text.Json.Nodes.JsonNode.Parse(Records.Row(Records.Completed()))!.AsObject();
        foreach (string name in new[] { "attempts", "destinations", "content_destinations", "timings" })
            row.Remove(name);

        var read = row.Deserialize(GenerationRecordJson.Default.GenerationRecord)!;

        Assert.Equal((0, 0, 0), (read.Attempts.Count, read.Destinations.Count, read.ContentDestinations.Count));
        Assert.Equal(new GenerationTimings(), read.Timings);
    }
}
