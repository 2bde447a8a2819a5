// Made by "npm run build" from the routes of the services: see scripts/src/api.

export interface paths {
    "/api/auth/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys that tokens are signed with (RFC 7517) */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in with name and password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description text without control characters */
                        name: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                400: components["responses"]["invalid-request"];
                413: components["responses"]["Payload-Too-Large"];
                415: components["responses"]["Unsupported-Media-Type"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this log-in: its refresh tokens are worth nothing from now on */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account of this token, as it is now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                401: components["responses"]["Unauthorized"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the plan; the new token carries it */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        plan: components["schemas"]["Plan"];
                    };
                };
            };
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                413: components["responses"]["Payload-Too-Large"];
                415: components["responses"]["Unsupported-Media-Type"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the refresh cookie for a new access token and a new cookie */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account and log in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Letters, digits, and inside also space, dot, dash and underscore
                         * @example ada
                         */
                        name: string;
                        /** @example correct horse battery */
                        password: string;
                        plan: components["schemas"]["Plan"];
                    };
                };
            };
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                400: components["responses"]["invalid-request"];
                413: components["responses"]["Payload-Too-Large"];
                415: components["responses"]["Unsupported-Media-Type"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List public pictures and your own */
        get: {
            parameters: {
                query: {
                    /** @description nextCursor of the page before, with the same sort */
                    cursor?: string;
                    limit: number;
                    /** @description Id of the user whose pictures are meant */
                    owner?: string;
                    /**
                     * @description words of title, tags or alt, "a phrase", or, -without; no control characters. The last word may be begun
                     * @example dawn -fog
                     */
                    q?: string;
                    /** @description Newest first, or most liked first */
                    sort: "newest" | "likes";
                    /**
                     * @description a tag, without control characters
                     * @example landscape
                     */
                    tag?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImagePage"];
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        /** Upload a picture */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * @description what is to be seen, for those who cannot see it, without control characters
                         * @example Blue ridges one behind the other, fading into an orange sky
                         */
                        alt?: string;
                        /**
                         * Format: binary
                         * @description jpeg, png, webp, gif, tiff or avif; 20 MB at most
                         */
                        file: string;
                        /**
                         * @description Separated by commas
                         * @example landscape, dawn
                         */
                        tags?: string;
                        /** @description By default the name of the file */
                        title?: string;
                        /**
                         * @description private: nobody but its owner is told of it
                         * @enum {unknown}
                         */
                        visibility?: "public" | "private";
                    };
                };
            };
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                         *       "title": "Ridges at dawn",
                         *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                         *       "tags": [
                         *         "landscape",
                         *         "dawn"
                         *       ],
                         *       "owner": {
                         *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                         *         "name": "ada"
                         *       },
                         *       "visibility": "public",
                         *       "width": 4000,
                         *       "height": 3000,
                         *       "bytes": 1734212,
                         *       "format": "jpeg",
                         *       "createdAt": "2026-11-24T09:30:00.000Z",
                         *       "likes": 12,
                         *       "liked": false,
                         *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                         *       "links": {
                         *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                         *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                         *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                         *       }
                         *     }
                         */
                        "application/json": components["schemas"]["Image"];
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                413: components["responses"]["Payload-Too-Large"];
                415: components["responses"]["Unsupported-Media-Type"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture’s title, tags, owner and size */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                         *       "title": "Ridges at dawn",
                         *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                         *       "tags": [
                         *         "landscape",
                         *         "dawn"
                         *       ],
                         *       "owner": {
                         *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                         *         "name": "ada"
                         *       },
                         *       "visibility": "public",
                         *       "width": 4000,
                         *       "height": 3000,
                         *       "bytes": 1734212,
                         *       "format": "jpeg",
                         *       "createdAt": "2026-11-24T09:30:00.000Z",
                         *       "likes": 12,
                         *       "liked": false,
                         *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                         *       "links": {
                         *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                         *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                         *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                         *       }
                         *     }
                         */
                        "application/json": components["schemas"]["Image"];
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                414: components["responses"]["URI-Too-Long"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        /** Delete a picture of yours, with its bytes and renditions */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                414: components["responses"]["URI-Too-Long"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        options?: never;
        head?: never;
        /** Change title, alt, tags or visibility of a picture of yours; what is not given stays */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "title": "Ridges at dusk",
                     *       "tags": [
                     *         "landscape",
                     *         "dusk"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImageChange"];
                };
            };
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                         *       "title": "Ridges at dawn",
                         *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                         *       "tags": [
                         *         "landscape",
                         *         "dawn"
                         *       ],
                         *       "owner": {
                         *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                         *         "name": "ada"
                         *       },
                         *       "visibility": "public",
                         *       "width": 4000,
                         *       "height": 3000,
                         *       "bytes": 1734212,
                         *       "format": "jpeg",
                         *       "createdAt": "2026-11-24T09:30:00.000Z",
                         *       "likes": 12,
                         *       "liked": false,
                         *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                         *       "links": {
                         *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                         *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                         *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                         *       }
                         *     }
                         */
                        "application/json": components["schemas"]["Image"];
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                413: components["responses"]["Payload-Too-Large"];
                414: components["responses"]["URI-Too-Long"];
                415: components["responses"]["Unsupported-Media-Type"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        trace?: never;
    };
    "/api/images/{id}/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Like a picture; again changes nothing */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                414: components["responses"]["URI-Too-Long"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        post?: never;
        /** Take a like back; again changes nothing */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                414: components["responses"]["URI-Too-Long"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}/pull": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pull a picture in a size, format and quality; without parameters, the original bytes */
        get: {
            parameters: {
                query?: {
                    /** @description How the picture meets w and h when both are given; default inside */
                    fit?: "cover" | "contain" | "inside" | "fill" | "outside";
                    /** @description Default: as stored */
                    format?: "jpeg" | "png" | "webp" | "avif";
                    /** @description Pixels; never enlarges */
                    h?: number;
                    /** @description Of lossy formats; png is lossless */
                    quality?: number;
                    /** @description Pixels; never enlarges */
                    w?: number;
                };
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description The bytes of the picture */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/*": string;
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                414: components["responses"]["URI-Too-Long"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A small WebP of a picture */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /**
                     * @description Id of a picture, a UUID
                     * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                     */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description The bytes of the picture */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/*": string;
                    };
                };
                400: components["responses"]["invalid-request"];
                401: components["responses"]["Unauthorized"];
                414: components["responses"]["URI-Too-Long"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tags that most public pictures have */
        get: {
            parameters: {
                query: {
                    limit: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 4XX */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "items": [
                         *         {
                         *           "tag": "landscape",
                         *           "count": 9
                         *         },
                         *         {
                         *           "tag": "dawn",
                         *           "count": 4
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": components["schemas"]["TagCounts"];
                    };
                };
                400: components["responses"]["invalid-request"];
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description All that the hub answers, in OpenAPI 3.1. `/docs` shows it to people.
         */
        get: operations["getApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plans and their limits, as the data plane enforces them now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description 5XX */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: {
                                /** @description Pulls in any window */
                                limit: number;
                                name: string;
                                /** @description Seconds */
                                window: number;
                            }[];
                        };
                    };
                };
                500: components["responses"]["Internal-Server-Error"];
                503: components["responses"]["database-unavailable"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ApiDocument
         * @description An OpenAPI 3.1 document
         */
        ApiDocument: {
            /** @example 3.1.0 */
            openapi: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Image
         * @example {
         *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
         *       "title": "Ridges at dawn",
         *       "alt": "Blue ridges one behind the other, fading into an orange sky",
         *       "tags": [
         *         "landscape",
         *         "dawn"
         *       ],
         *       "owner": {
         *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
         *         "name": "ada"
         *       },
         *       "visibility": "public",
         *       "width": 4000,
         *       "height": 3000,
         *       "bytes": 1734212,
         *       "format": "jpeg",
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "likes": 12,
         *       "liked": false,
         *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
         *       "links": {
         *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
         *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
         *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
         *       }
         *     }
         */
        Image: {
            /** @description What is to be seen, for those who cannot see it; may be empty */
            alt: string;
            /** @description Of the original as stored */
            bytes: number;
            /** Format: date-time */
            createdAt: string;
            /** @enum {unknown} */
            format: "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif";
            /** @description Pixels, as displayed */
            height: number;
            /** Format: uuid */
            id: string;
            /** @description Whether the user who asks likes it; false without a token */
            liked: boolean;
            likes: number;
            links: {
                original: string;
                pull: string;
                thumbnail: string;
            };
            owner: {
                id: string;
                name: string;
            };
            /** @description ThumbHash in base64, to be shown until the picture is there; null when not known yet */
            placeholder: string | null;
            tags: string[];
            title: string;
            /** @enum {unknown} */
            visibility: "public" | "private";
            /** @description Pixels, as displayed */
            width: number;
        };
        /** ImageChange */
        ImageChange: {
            /**
             * @description what is to be seen, for those who cannot see it, without control characters
             * @example Blue ridges one behind the other, fading into an orange sky
             */
            alt?: string;
            /**
             * @example [
             *       "landscape",
             *       "dawn"
             *     ]
             */
            tags?: string[];
            /**
             * @description text without control characters
             * @example Ridges at dawn
             */
            title?: string;
            /**
             * @description private: nobody but its owner is told of it
             * @enum {unknown}
             */
            visibility?: "public" | "private";
        };
        /** ImagePage */
        ImagePage: {
            items: components["schemas"]["Image"][];
            /** @description null at the end */
            nextCursor: string | null;
        };
        /**
         * Plan
         * @description Subscription plan
         * @example personal
         * @enum {string}
         */
        Plan: "personal" | "team" | "enterprise";
        /** Problem */
        Problem: {
            detail?: string;
            /** @description Each field at fault, as body.name or query.w */
            errors?: {
                field: string;
                message: string;
            }[];
            /** @description The request id, to be found in the logs */
            instance?: string;
            status: number;
            title: string;
            /** @description URI that names the kind of problem; about:blank says the status is all */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Role
         * @example user
         * @enum {string}
         */
        Role: "user" | "admin";
        /** Session */
        Session: {
            /** @description Seconds */
            expiresIn: number;
            /** @description Access token (JWT, RS256) to be sent as Authorization: Bearer */
            token: string;
            /** @enum {string} */
            tokenType: "Bearer";
            user: components["schemas"]["User"];
        };
        /** TagCounts */
        TagCounts: {
            items: {
                /** @description Public pictures with it */
                count: number;
                tag: string;
            }[];
        };
        /** User */
        User: {
            /** @example 019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d */
            id: string;
            /** @example mary */
            name: string;
            plan: components["schemas"]["Plan"];
            role: components["schemas"]["Role"];
        };
    };
    responses: {
        /** @description Something that the service needs is away for a moment */
        "database-unavailable": {
            headers: {
                /** @example 2 */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something went wrong on our side; the log has it under the request id */
        "Internal-Server-Error": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A field is missing, unknown or out of bounds; errors names each */
        "invalid-request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than is taken here */
        "Payload-Too-Large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no valid token */
        Unauthorized: {
            headers: {
                /** @example Bearer error="invalid_token" */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of a media type that is not taken here */
        "Unsupported-Media-Type": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the address is too long */
        "URI-Too-Long": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiDocument"];
                };
            };
            /** @description It has not changed (If-None-Match) */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
}
