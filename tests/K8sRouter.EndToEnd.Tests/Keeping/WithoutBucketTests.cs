namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>
/// What serves buckets is loaded where there is one, and costs nothing where there is none. Seen by the files of the libraries,
/// which native code has none of.
/// </summary>
[Trait("Form", "trimmed")]
public sealed class WithoutBucketTests(ITestOutputHelper output)
{
    private const string Library = "Google.Cloud.Storage";

    [Fact]
    public Task A_sidecar_without_a_bucket_doesnt_load_googles_client() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain, async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);

            string files = await house.Sidecar.Process.MappedFilesAsync();

            Assert.DoesNotContain("Google.Apis.Storage", files, StringComparison.Ordinal);
            Assert.DoesNotContain(Library, files, StringComparison.Ordinal);
        });

    [Fact]
    public async Task A_sidecar_with_a_bucket_loads_it_at_the_first_upload()
    {
        await using var bucket = await Bucket.StartAsync();
        await OwnHouse.RunAsync(output, KeepingHouse.Plan(bucket), async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
            await Eventually.TrueAsync("an upload", () => bucket.Service.Objects.Count > 0);

            Assert.Contains(Library, await house.Sidecar.Process.MappedFilesAsync(), StringComparison.Ordinal);
        });
    }
}
