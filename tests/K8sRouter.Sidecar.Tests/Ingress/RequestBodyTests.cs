using K8sRouter.Sidecar.Ingress;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(100_000, true)]
    [InlineData(100_000, false)]
    [InlineData(200_000, true)]
    [InlineData(200_000, false)]
    public async Task A_body_within_the_limit_is_read_whole(int length, bool announced)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        using var body = await RequestBody.ReadAsync(Request(bytes, announced), 200_000, default);

        Assert.True(body!.Memory.Span.SequenceEqual(bytes));
        body.Dispose();
        Assert.Equal(0, body.Memory.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_none(bool announced) =>
        Assert.Null(await RequestBody.ReadAsync(Request(new byte[200_001], announced), 200_000, default));

    private static HttpRequest Request(byte[] bytes, bool announced)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(bytes);
        request.ContentLength = announced ? bytes.Length : null;
        return request;
    }
}
