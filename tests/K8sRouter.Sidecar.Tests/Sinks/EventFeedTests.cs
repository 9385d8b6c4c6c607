using System.Text.Json;
using K8sRouter.Core.Events;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

public class EventFeedTests
{
    [Fact]
    public void The_latest_events_are_kept_and_no_more()
    {
        var feed = new EventFeed(3);
        for (int i = 1; i <= 5; i++)
            feed.Publish(new GenerationEvent(SinkFixture.Record(i)));

        Assert.Equal([3, 4, 5], feed.Recent().Select(Number));
        Assert.All(feed.Recent(), line => Assert.Equal((byte)'\n', line[^1]));
    }

    [Fact]
    public async Task A_follower_gets_the_latest_and_then_what_comes()
    {
        var feed = new EventFeed(3);
        feed.Publish(new GenerationEvent(SinkFixture.Record(1)));
        await using var follower = feed.Subscribe(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await follower.MoveNextAsync());
        Assert.Equal(1, Number(follower.Current));

        var next = follower.MoveNextAsync();
        feed.Publish(new GenerationEvent(SinkFixture.Record(2)));

        Assert.True(await next);
        Assert.Equal(2, Number(follower.Current));
    }

    private static int Number(byte[] line) => int.Parse(JsonElement.Parse(line).GetProperty("id").GetString()![^6..], null);
}
