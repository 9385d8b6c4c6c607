using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Tests.Conformance;

/// <summary>One GET call to a handler, without a server.</summary>
internal sealed record TestCall(int Status, string Text, IHeaderDictionary Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public static async Task<TestCall> GetAsync(Func<HttpContext, Task> handler, string pathAndQuery = "/api/v1/models")
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Request.Method = "GET";
        int query = pathAndQuery.IndexOf('?');
        context.Request.Path = query < 0 ? pathAndQuery : pathAndQuery[..query];
        context.Request.QueryString = new QueryString(query < 0 ? "" : pathAndQuery[query..]);
        context.Response.Body = body;
        await handler(context);
        return new TestCall(context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()), context.Response.Headers);
    }
}
