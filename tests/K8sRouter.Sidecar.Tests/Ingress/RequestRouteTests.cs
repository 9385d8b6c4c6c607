using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class RequestRouteTests
{
    [Theory]
    [InlineData("/api/v1/chat/completions", "chat", "chat/completions")]
    [InlineData("/v1/chat/completions", "chat", "chat/completions")]
    [InlineData("/v1/messages", "messages", "messages")]
    [InlineData("/api/v1/completions/", "completions", "completions")]
    [InlineData("/v1/embeddings", "embeddings", "embeddings")]
    [InlineData("/v1/responses", "responses", "responses")]
    [InlineData("/api/v1/models", null, "models")]
    public void Both_prefixes_mean_the_same(string path, string? api, string resource) =>
        Assert.Equal(new RequestRoute(api, resource), RequestRoute.Parse(path));

    [Theory]
    [InlineData("/v1/messages", "messages")]
    [InlineData("/v1/messages/batches", "messages")]
    [InlineData("/api/v1/messages/count_tokens", "messages")]
    [InlineData("/v1/responses/resp_1/input_items", "responses")]
    [InlineData("/v1/chat/completions/x", null)]
    [InlineData("/v1/messagesx", null)]
    [InlineData("/v1/models", null)]
    public void Below_an_inference_route_errors_are_of_its_API(string path, string? api) =>
        Assert.Equal(api, RequestRoute.Parse(path)!.Value.ErrorApi);

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1")]
    [InlineData("/v1x/models")]
    [InlineData("/api/models")]
    public void Other_paths_mean_nothing(string path) => Assert.Null(RequestRoute.Parse(path));
}
