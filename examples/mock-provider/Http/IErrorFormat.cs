using System.Text.Json.Nodes;

namespace K8sRouter.MockProvider.Http;

/// <summary>How a wire format authenticates and reports errors.</summary>
internal interface IErrorFormat
{
    /// <summary>
    /// Throws unless the request carries the right key (null: any) and what else the format demands in headers.
    /// </summary>
    void Authenticate(HttpRequest request, string? key);

    /// <summary>The body of an error.</summary>
    JsonObject Body(ProviderFailure failure, string requestId);

    /// <summary>Name of the header with the request's id.</summary>
    string RequestIdHeader { get; }
}
