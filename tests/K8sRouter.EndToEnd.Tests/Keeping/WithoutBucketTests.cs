namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>What serves buckets costs nothing where there is none.</summary>
public sealed class WithoutBucketTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_sidecar_without_a_bucket_doesnt_load_googles_client() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain, async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);

            string files = await house.Sidecar.Process.MappedFilesAsync();

            Assert.DoesNotContain("Google.Apis.Storage", files, StringComparison.Ordinal);
            Assert.DoesNotContain("Google.Cloud.Storage", files, StringComparison.Ordinal);
        });
}
