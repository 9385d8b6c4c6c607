using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;
using static K8sRouter.Sidecar.Tests.Conformance.Samples;

namespace K8sRouter.Sidecar.Tests.Catalog;

public sealed class KeyTests
{
    // A Friday; the month ends ten days later, on a Monday.
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly KeyUsage _usage;

    public KeyTests() => _usage = new KeyUsage(_clock);

    [Fact]
    public void Days_weeks_and_months_end_in_UTC_and_the_total_stays()
    {
        Spend(1);
        Assert.Equal(new Spend(1, 1, 1, 1), _usage.Of("k").Credits);

        _clock.Advance(TimeSpan.FromHours(12));
        Spend(2);
        Assert.Equal(new Spend(3, 2, 3, 3), _usage.Of("k").Credits);

        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(new Spend(3, 0, 0, 3), _usage.Of("k").Credits);

        _clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(new Spend(3, 0, 0, 0), _usage.Of("k").Credits);
    }

    [Fact]
    public void Keys_are_apart_and_so_is_what_was_spent_on_the_workspaces_own_provider_keys()
    {
        Spend(1);
        Spend(5, byok: true);
        Spend(7, key: null);

        Assert.Equal((1m, 5m), (_usage.Of("k").Credits.Total, _usage.Of("k").Byok.Total));
        Assert.Equal(7, _usage.Of(null).Credits.Total);
        Assert.Equal(default, _usage.Of("other"));
    }

    [Fact]
    public void Unpriced_generations_add_nothing()
    {
        _usage.Add(FullGeneration() with { ApiKeyHash = "k", Cost = null });
        Assert.Equal(default, _usage.Of("k"));
    }

    [Fact]
    public async Task The_callers_own_key_is_shown_with_its_spending()
    {
        Spend(0.5m);
        var handler = new KeyHandler(_usage);
        var key = new ApiKeyEntry { Name = "ci", Hash = "k", Administrator = true };

        var data = (await TestCall.GetAsync(c => handler.HandleAsync(c, Active(Config()), key))).Data;

        Assert.Equal("ci", data.GetProperty("label").GetString());
        Assert.Equal(0.5m, data.GetProperty("usage_daily").GetDecimal());
        Assert.True(data.GetProperty("is_management_key").GetBoolean());
        Assert.Equal("global", data.GetProperty("allowed_data_regions")[0].GetString());
        Assert.Equal("11111111-1111-4111-8111-111111111111", data.GetProperty("workspace_id").GetString());
    }

    private void Spend(decimal charged, bool byok = false, string? key = "k") => _usage.Add(FullGeneration() with
    {
        ApiKeyHash = key,
        IsByok = byok,
        Cost = new GenerationCost { Prompt = 0, Completion = 0, Total = charged, Charged = charged },
    });
}
