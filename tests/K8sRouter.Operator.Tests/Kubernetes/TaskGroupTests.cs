using K8sRouter.Operator.Kubernetes;

namespace K8sRouter.Operator.Tests.Kubernetes;

public sealed class TaskGroupTests
{
    [Fact]
    public async Task A_part_that_fails_ends_the_others_and_is_heard_of()
    {
        var ended = false;
        async Task Forever(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended = true;
        }

        var group = TaskGroup.RunAsync(
            [Forever, _ => Task.FromException(new InvalidOperationException("broken"))], CancellationToken.None);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => group.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("broken", fault.Message);
        Assert.True(ended);
    }
}
