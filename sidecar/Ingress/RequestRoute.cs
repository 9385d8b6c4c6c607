using K8sRouter.Core.Generations;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>What a path of the data port means.</summary>
/// <param name="Api">For an inference call one of <see cref="GenerationApis"/>; null otherwise.</param>
/// <param name="Resource">For any other call the path below the prefix, such as <c>models</c>.</param>
internal readonly record struct RequestRoute(string? Api, string Resource)
{
    private static readonly PathString[] Prefixes = ["/api/v1", "/v1"];

    /// <summary>
    /// The API whose clients read an error here: also below an inference route, such as <c>messages/batches</c>; null: none.
    /// </summary>
    public string? ErrorApi => Api ?? ApiOf(Resource[..Math.Max(0, Resource.IndexOf('/', StringComparison.Ordinal))]);

    /// <summary>Understands <c>/api/v1/...</c> and <c>/v1/...</c>; null: another path.</summary>
    public static RequestRoute? Parse(PathString path)
    {
        foreach (var prefix in Prefixes)
        {
            if (!path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest) || !rest.HasValue)
                continue;
            string resource = rest.Value!.Trim('/');
            return new RequestRoute(ApiOf(resource), resource);
        }
        return null;
    }

    private static string? ApiOf(string resource) => resource switch
    {
        "chat/completions" => GenerationApis.Chat,
        "completions" => GenerationApis.Completions,
        "embeddings" => GenerationApis.Embeddings,
        "responses" => GenerationApis.Responses,
        "messages" => GenerationApis.Messages,
        _ => null,
    };
}
